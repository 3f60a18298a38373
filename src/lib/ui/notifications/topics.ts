import type { NotificationKind } from '#lib/rules/notification.ts';
import type { Topic } from '#lib/rules/personal.ts';

/** What a notification is about, as members choose among them in the settings. */
export function topicOf(kind: NotificationKind): Topic {
  switch (kind) {
    case 'mentioned':
      return 'mentions';
    case 'assigned':
      return 'assigned';
    case 'collaborator-added':
      return 'collaborating';
    case 'team-assigned':
      return 'team';
    case 'message':
      return 'messages';
  }
}
