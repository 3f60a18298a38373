// What a change of members or teams would do to conversations, shown to an admin before it is made.

import * as v from 'valibot';
import { ApiError, limited, mustBeAdmin, readBody, type ApiContext, type ApiPorts } from './context.ts';
import { members } from '../parseParts.ts';
import { id } from './forms.ts';

const wanted = v.variant('kind', [
  v.strictObject({ kind: v.literal('deactivate-member'), member: id }),
  v.strictObject({ kind: v.literal('archive-team'), team: id }),
  v.strictObject({ kind: v.literal('set-team-members'), team: id, members, before: members }),
]);

export async function postPreview(ports: ApiPorts, context: ApiContext): Promise<Response> {
  limited(context, ports.lookups);
  const workspace = context.req.param('workspace') ?? '';
  const { member } = await mustBeAdmin(ports, context, workspace);
  const wish = await readBody(context, wanted);
  // It is decided and not recorded: no id, and nothing seen.
  const answer = await ports.relay.preview(workspace, member, { ...wish, id: '', seen: 0, written: 0 });
  if ('preview' in answer) return context.json(answer.preview);
  throw new ApiError(409, answer.refusal.reason, 'As things are now, this would be refused.');
}
