// What a change would do, one line each, in plain words; nothing that would not happen.

import { m } from '#lib/i18n/paraglide/messages.js';
import type { Names } from '../../names.ts';
import type { Preview, Weighty } from './adminApi.ts';

export function consequenceLines(preview: Preview, kind: Weighty['kind'], names: Names): string[] {
  const { unassigned, intake, kept, closed, collaborating, mentioned } = preview;
  const lines = [
    ...unassigned.map(({ team, open, snoozed }) =>
      m.preview_to_team({ count: open + snoozed, open, snoozed, team: names.team(team) }),
    ),
    ...some(intake.open + intake.snoozed, (count) => m.preview_to_intake({ count, ...intake })),
    ...some(kept.open + kept.snoozed, (count) => m.preview_kept({ count, ...kept })),
    ...some(collaborating, (count) => m.preview_collaborating({ count })),
    ...some(mentioned, (count) => m.preview_mentioned({ count })),
    // Who only leaves a team may go on with closed ones: of those there is nothing to say.
    ...some(kind === 'set-team-members' ? 0 : closed, (count) => m.preview_closed({ count })),
  ];
  return lines.length > 0 ? lines : [m.preview_nothing()];
}

function some(count: number, line: (count: number) => string): string[] {
  return count === 0 ? [] : [line(count)];
}
