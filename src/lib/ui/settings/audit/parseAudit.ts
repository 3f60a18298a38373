// The relay's answers about the audit, read as strictly as everything that comes from outside.

import * as v from 'valibot';
import type { AuditedEvent, AuditEntry, ChainState } from '#lib/rules/audit.ts';
import type { Author, ConversationId } from '#lib/rules/ids.ts';

export interface AuditPage {
  entries: AuditEntry[];
  contacts: Record<ConversationId, string>;
  /** What to ask for next; null where there is nothing older. */
  next: number | null;
  chain: ChainState;
}

const author = v.custom<Author>(
  (value) =>
    value === 'contact' || value === 'relay' || (typeof value === 'string' && value.startsWith('member:')),
);
const id = v.string();
const idOrNone = v.nullable(id);
const role = v.picklist(['admin', 'agent']);
const of = { conversation: id };
const kind = <Kind extends AuditedEvent['kind']>(name: Kind) => v.literal(name);

const status = v.variant('kind', [
  v.object({ kind: v.literal('open') }),
  v.object({ kind: v.literal('snoozed'), until: v.number() }),
  v.object({ kind: v.literal('closed'), at: v.number() }),
]);
const intake = v.variant('kind', [
  v.object({ kind: v.literal('team-inbox'), team: id }),
  v.object({ kind: v.literal('queue'), team: id }),
  v.object({ kind: v.literal('unassigned') }),
]);
const via = v.picklist(['self', 'member', 'team-member', 'queue', 'first-reply', 'start']);
const teamVia = v.picklist(['member', 'queue', 'intake', 'archived']);
const why = v.picklist(['unassigned', 'to-team', 'deactivated', 'left-team', 'owner-gone']);

const event: v.GenericSchema<unknown, AuditedEvent> = v.variant('kind', [
  v.object({ kind: kind('conversation-started'), ...of }),
  v.object({ kind: kind('message-received'), ...of }),
  v.object({ kind: kind('reply-sent'), ...of }),
  v.object({ kind: kind('note-added'), ...of }),
  v.object({ kind: kind('contact-updated'), ...of }),
  v.object({
    kind: kind('delivery-changed'),
    ...of,
    state: v.picklist(['trying', 'sent', 'delivered', 'failed', 'unknown']),
  }),
  v.object({ kind: kind('mention-granted'), ...of, member: id, until: v.number() }),
  v.object({ kind: kind('mention-lapsed'), ...of, member: id }),
  v.object({ kind: kind('mention-ended'), ...of, member: id }),
  v.object({ kind: kind('owner-assigned'), ...of, owner: id, before: idOrNone, team: idOrNone, via }),
  v.object({ kind: kind('owner-cleared'), ...of, before: id, why }),
  v.object({ kind: kind('team-assigned'), ...of, team: idOrNone, before: idOrNone, via: teamVia }),
  v.object({ kind: kind('collaborators-added'), ...of, members: v.array(id) }),
  v.object({ kind: kind('collaborator-removed'), ...of, member: id }),
  v.object({ kind: kind('status-changed'), ...of, status }),
  v.object({ kind: kind('snooze-ended'), ...of }),
  v.object({ kind: kind('conversation-erased'), ...of }),
  v.object({ kind: kind('workspace-named'), name: v.string() }),
  v.object({
    kind: kind('channel-changed'),
    channel: id,
    name: v.string(),
    change: v.picklist([
      'made',
      'renamed',
      'changed',
      'switched-on',
      'switched-off',
      'secret-renewed',
      'secret-replaced',
    ]),
  }),
  v.object({ kind: kind('intake-set'), intake }),
  v.object({ kind: kind('member-joined'), member: id, name: v.string(), role, colour: v.number() }),
  v.object({ kind: kind('member-renamed'), member: id, name: v.string() }),
  v.object({
    kind: kind('availability-changed'),
    member: id,
    availability: v.picklist(['available', 'away']),
  }),
  v.object({ kind: kind('role-set'), member: id, role }),
  v.object({ kind: kind('member-deactivated'), member: id }),
  v.object({ kind: kind('team-created'), team: id, name: v.string(), members: v.array(id) }),
  v.object({ kind: kind('team-renamed'), team: id, name: v.string() }),
  v.object({ kind: kind('team-members-set'), team: id, members: v.array(id) }),
  v.object({ kind: kind('team-archived'), team: id }),
]);

const chain = v.object({ checked: v.number(), head: v.number(), broken: v.nullable(v.number()) });
const page = v.object({
  entries: v.array(v.object({ seq: v.number(), at: v.number(), by: author, events: v.array(event) })),
  contacts: v.record(v.string(), v.string()),
  next: v.nullable(v.number()),
  chain,
});

/** @throws if it is of another form */
export function parseAuditPage(answer: unknown): AuditPage {
  return v.parse(page, answer);
}

/** @throws if it is of another form */
export function parseChain(answer: unknown): ChainState {
  return v.parse(chain, answer);
}
