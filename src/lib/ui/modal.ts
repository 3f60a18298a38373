import type { Attachment } from 'svelte/attachments';

/**
 * The platform's own modal: it traps focus, makes the rest inert and closes on Escape. It would give focus back too, but
 * not once it has left the page, as it has here when it is closed. Where what had it is gone by then, what was around it
 * has it, and not the beginning of the page.
 */
export const modal: Attachment<HTMLDialogElement> = (dialog) => {
  const before = document.activeElement;
  const around = before?.closest<HTMLElement>('[tabindex="-1"]');
  dialog.showModal();
  return () => {
    dialog.close();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
    else around?.focus();
  };
};
