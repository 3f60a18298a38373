// Files that are dropped on what is being written, or pasted into it.

import type { Attachment } from 'svelte/attachments';

/** @param take gets at least one file */
export function dropFiles(take: (files: File[]) => void): Attachment<HTMLElement> {
  return (element) => {
    const listen = new AbortController();
    const { signal } = listen;
    element.addEventListener(
      'dragover',
      (event) => {
        if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
      },
      { signal },
    );
    element.addEventListener('drop', (event) => took(event, event.dataTransfer), { signal });
    // A copied table is text and a picture of it: the text was meant.
    element.addEventListener(
      'paste',
      (event) => {
        if (!event.clipboardData?.types.includes('text/plain')) took(event, event.clipboardData);
      },
      { signal },
    );
    return () => listen.abort();
  };

  function took(event: Event, data: DataTransfer | null): void {
    const files = [...(data?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  }
}
