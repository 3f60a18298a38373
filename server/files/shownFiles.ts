// The files that a message shows: as they are, whatever is said of them.

import { safeFileName } from '#lib/rules/fileName.ts';
import type { Attachment } from '#lib/rules/conversation.ts';
import type { AttachmentId } from '#lib/rules/ids.ts';
import type { FileIndex } from './files.ts';
import type { Sender } from './fileTable.ts';

export interface ShownFiles {
  attachments: Attachment[];
  /** Those that its sender has brought. */
  stored: ReadonlySet<AttachmentId>;
}

/** From now on the files stay, whatever is decided: also a command that is held wants them later. */
export function shownFiles(files: FileIndex, sender: Sender, attachments: readonly Attachment[]): ShownFiles {
  const ids = attachments.map(({ id }) => id);
  const brought = ids.length === 0 ? new Map<AttachmentId, never>() : files.broughtBy(sender, ids);
  const stored = new Set(brought.keys());
  if (stored.size > 0) files.named(sender.workspace, [...stored]);
  return {
    stored,
    attachments: attachments.map(({ id, name, type, size }) => ({
      id,
      name: safeFileName(name),
      ...(brought.get(id) ?? { type, size }),
    })),
  };
}
