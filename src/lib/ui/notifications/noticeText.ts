// A notification in words.

import { m } from '#lib/i18n/paraglide/messages.js';
import type { Card } from '#lib/rules/conversation.ts';
import { memberOf, type MemberId } from '#lib/rules/ids.ts';
import type { Notification } from '#lib/rules/notification.ts';
import { previewOf } from '../list/preview.ts';
import { contactName, type Names } from '../names.ts';

export interface NoticeText {
  /** Which conversation it is about. */
  title: string;
  text: string;
}

export function noticeText(
  notification: Notification,
  card: Card,
  { names, me }: { names: Names; me: MemberId },
): NoticeText {
  return {
    title: contactName(card.contact.name),
    text: whatHappened(notification, card, { names, me }),
  };
}

function whatHappened(
  { kind, by }: Notification,
  card: Card,
  { names, me }: { names: Names; me: MemberId },
): string {
  const member = memberOf(by);
  const who = member === null ? null : names.subject(member);
  switch (kind) {
    case 'mentioned':
      return m.notice_mentioned({ who: who ?? m.somebody() });
    case 'assigned':
      return who === null ? m.notice_assigned_by_queue() : m.notice_assigned({ who });
    case 'collaborator-added':
      return m.notice_collaborator({ who: who ?? m.somebody() });
    case 'team-assigned': {
      const team = card.team ? names.team(card.team) : m.some_team();
      return who === null ? m.notice_team_arrived({ team }) : m.notice_team({ who, team });
    }
    case 'message':
      return card.lastPublic?.by === 'contact' ? previewOf(card, me, names) : m.notice_message();
  }
}
