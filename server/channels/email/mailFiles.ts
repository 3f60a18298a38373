// The files of a mail, kept before the mail is decided. What is not kept is said by its name: it is still in the mailbox.

import type { Attachment, LeftOut } from '#lib/rules/conversation.ts';
import { fileKind, isPicture } from '#lib/rules/fileKind.ts';
import { FILE_MAX, MAIL_FILES_MAX, NAME_MAX } from '#lib/rules/limits.ts';
import type { Brought } from '../../files/files.ts';
import type { MailFile } from './readMail.ts';

export interface KeptFiles {
  attachments: Attachment[];
  leftOut: LeftOut[];
}

export interface MailFilesPorts {
  /** Rejects if the disk fails. */
  store: (bytes: Uint8Array) => Promise<Brought>;
  /** False: the sender has sent enough today. */
  mayBring: (bytes: number) => boolean;
}

/** Pixels of a side: less is a spacer, or a line, of a mail's layout. */
const PICTURE_MIN = 8;

/** Each once, also if the mail has it twice. Rejects if the disk fails: the mail is then to be read again. */
export async function keepFiles(files: readonly MailFile[], ports: MailFilesPorts): Promise<KeptFiles> {
  const kept = new Map<string, Attachment>();
  const leftOut: LeftOut[] = [];
  for (const file of files.filter((one) => !isLayout(one))) {
    const why = kept.size < MAIL_FILES_MAX ? await keep(file, kept, ports) : 'too-many';
    if (why !== null) leftOut.push(leftOutAs(file.name, why));
  }
  return { attachments: [...kept.values()], leftOut };
}

/** Names of people's making, in a line that says more than them. */
export function leftOutAs(name: string, why: LeftOut['why']): LeftOut {
  return { name: name.slice(0, NAME_MAX).toWellFormed(), why };
}

async function keep(
  { name, content }: MailFile,
  kept: Map<string, Attachment>,
  { store, mayBring }: MailFilesPorts,
): Promise<LeftOut['why'] | null> {
  if (content.length > FILE_MAX) return 'too-large';
  if (!mayBring(content.length)) return 'too-much';
  const brought = await store(content);
  switch (brought.kind) {
    case 'stored': {
      const { id, facts } = brought;
      if (!kept.has(id)) kept.set(id, { id, name, ...facts });
      return null;
    }
    case 'no-room':
      return 'no-room';
    case 'too-large':
      return 'too-large';
    case 'enough':
      return 'too-much';
    case 'more':
    case 'busy':
    case 'different':
      throw new Error(`a whole file was answered ${brought.kind}`);
  }
}

/** Pictures that only hold a mail's layout together. */
function isLayout({ content, isPart }: MailFile): boolean {
  const { type, pixels } = fileKind(content);
  return isPart && isPicture(type) && pixels !== null && Math.min(pixels.width, pixels.height) < PICTURE_MIN;
}
