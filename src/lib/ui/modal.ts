import type { Attachment } from 'svelte/attachments';

/**
 * The platform's own modal: it traps focus, makes the rest inert and closes on Escape. It would give focus back too, but
 * not once it has left the page, as it has here when it is closed.
 */
export const modal: Attachment<HTMLDialogElement> = (dialog) => {
  const before = document.activeElement;
  dialog.showModal();
  return () => {
    dialog.close();
    if (before instanceof HTMLElement) before.focus();
  };
};
