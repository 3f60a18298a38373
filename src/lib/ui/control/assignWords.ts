import { m } from '#lib/i18n/paraglide/messages.js';
import type { ChoiceGroup } from './assignChoices.ts';

/** The heading of a group of choices; null for those that say themselves what they are. */
export function groupHeading(kind: ChoiceGroup['kind']): string | null {
  switch (kind) {
    case 'teams':
      return m.assign_via_team();
    case 'members':
      return m.assign_to_user();
    case 'team-members':
      return m.assign_to_team_member();
    case 'me':
    case 'nobody':
    case 'team-ways':
      return null;
  }
}
