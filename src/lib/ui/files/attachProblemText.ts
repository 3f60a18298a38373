import { m } from '#lib/i18n/paraglide/messages.js';
import { ATTACHMENTS_MAX } from '#lib/rules/limits.ts';
import type { AttachProblem } from './attaching.svelte.ts';

export function attachProblemText({ why, name }: AttachProblem): string {
  switch (why) {
    case 'too-large':
      return m.file_too_large({ name });
    case 'too-many':
      return m.too_many_files({ max: ATTACHMENTS_MAX });
    case 'unreadable':
      return m.file_unreadable({ name });
  }
}
