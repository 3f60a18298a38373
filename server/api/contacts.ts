// What a contact may ask for: all that is known of them, and that it be erased. For admins, in person.

import * as v from 'valibot';
import { byMember } from '#lib/rules/ids.ts';
import { StorageError } from '../log/storageError.ts';
import { ApiError, limited, mustBeAdmin, readBody, type ApiContext, type ApiPorts } from './context.ts';

const Erase = v.strictObject({ confirm: v.string() });

export async function getContact(ports: ApiPorts, context: ApiContext): Promise<Response> {
  limited(context, ports.lookups);
  const { workspace = '', conversation = '' } = context.req.param();
  await mustBeAdmin(ports, context, workspace);
  const found = ports.relay.exportContact(workspace, conversation);
  if (!found) throw noSuchContact();
  context.header('Content-Disposition', `attachment; filename="contact-${conversation}.json"`);
  return context.json(found);
}

/** Answers when nothing of it stands in any file. */
export async function postErase(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace = '', conversation = '' } = context.req.param();
  const admin = await mustBeAdmin(ports, context, workspace);
  const { confirm } = await readBody(context, Erase);
  if (confirm !== conversation)
    throw new ApiError(400, 'not-confirmed', 'confirm: has to be the conversation’s id.');
  if (!ports.relay.card(workspace, conversation)) throw noSuchContact();
  try {
    await ports.eraseContact(workspace, conversation, byMember(admin.member));
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new ApiError(503, 'not-stored', 'Not all of it is gone yet. Try again.');
  }
  return context.body(null, 204);
}

function noSuchContact(): ApiError {
  return new ApiError(404, 'no-such-contact', 'There is no such contact.');
}
