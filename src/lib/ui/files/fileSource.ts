// Where the files of a conversation come from, for every component that shows one.

import { createContext } from 'svelte';
import type { Files } from '#lib/doc/client/files.svelte.ts';
import type { AttachmentId } from '#lib/rules/ids.ts';

export interface FileSource {
  files: Files;
  /** Where the relay has a file of this conversation. */
  address: (id: AttachmentId) => string;
  /** Whether the browser may be sent there: it shows by itself who asks. */
  linked: boolean;
  /** Whether the relay can be asked now. */
  live: () => boolean;
}

export const [getFileSource, setFileSource] = createContext<FileSource>();
