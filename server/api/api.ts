// The addresses below /api, each with who answers it.

import { Hono } from 'hono';
import { getAudit, postCheck } from './audit.ts';
import { getChannel, getOnlyChannel } from './channels.ts';
import { getContact, postErase } from './contacts.ts';
import { errorBody, type ApiContext, type ApiPorts, type Env } from './context.ts';
import { getCustomers, postCustomers, postDemoSignIn } from './demo.ts';
import { postMailCheck } from './emailChannels.ts';
import { getChatFile, getFile, getReplyFile } from './files.ts';
import { getInbox } from './inboxes.ts';
import { deleteInvite, getInvite, getInvites, postAccept, postInvite } from './invites.ts';
import {
  getChannels,
  getMailsSetAside,
  getTries,
  getUndelivered,
  patchChannel,
  postChannel,
  postSecret,
} from './manageChannels.ts';
import { getMe } from './me.ts';
import { postSearch } from './search.ts';
import { postRejoin } from './members.ts';
import { postPreview } from './preview.ts';
import { getReset, postNewPassword, postReset } from './resets.ts';
import { getSessions, postEndSessions, postSignOutMember } from './sessions.ts';
import { getSetup, postSetup } from './setup.ts';
import { deleteToken, getTokens, postToken } from './tokens.ts';
import { getChatUpload, getUpload, putChatUpload, putUpload } from './uploads.ts';
import { postMessage, putChannelFile } from './webhooks.ts';

type Handler = (ports: ApiPorts, context: ApiContext) => Response | Promise<Response>;

export function createApi(ports: ApiPorts): Hono<Env> {
  const api = new Hono<Env>();
  const by = (handler: Handler) => (context: ApiContext) => handler(ports, context);
  api.get('/me', by(getMe));
  api.get('/setup', by(getSetup));
  api.post('/setup', by(postSetup));
  api.post('/demo/sign-in', by(postDemoSignIn));
  api.get('/demo/customers', by(getCustomers));
  api.post('/demo/customers', by(postCustomers));
  api.get('/invites', by(getInvites));
  api.post('/invites', by(postInvite));
  api.delete('/invites/:invite', by(deleteInvite));
  api.get('/invites/:token', by(getInvite));
  api.post('/invites/:token/accept', by(postAccept));
  api.get('/tokens', by(getTokens));
  api.post('/tokens', by(postToken));
  api.delete('/tokens/:token', by(deleteToken));
  api.get('/inboxes/:workspace/:inbox{.+}', by(getInbox));
  api.post('/search/:workspace', by(postSearch));
  api.post('/members/:workspace/:member/rejoin', by(postRejoin));
  api.post('/members/:workspace/:member/reset', by(postReset));
  api.post('/members/:workspace/:member/sign-out', by(postSignOutMember));
  api.get('/resets/:token', by(getReset));
  api.post('/resets/:token', by(postNewPassword));
  api.get('/sessions', by(getSessions));
  api.post('/sessions/end', by(postEndSessions));
  api.post('/preview/:workspace', by(postPreview));
  api.get('/audit/:workspace', by(getAudit));
  api.post('/audit/:workspace/check', by(postCheck));
  api.get('/uploads/:workspace/:file', by(getUpload));
  api.put('/uploads/:workspace/:file', by(putUpload));
  api.get('/files/:workspace/:conversation/:file', by(getFile));
  api.get('/chat-uploads/:workspace/:channel/:file', by(getChatUpload));
  api.put('/chat-uploads/:workspace/:channel/:file', by(putChatUpload));
  api.get('/chat-files/:workspace/:channel/:file', by(getChatFile));
  api.get('/channels', by(getChannels));
  api.post('/workspaces/:workspace/channels', by(postChannel));
  api.patch('/workspaces/:workspace/channels/:channel', by(patchChannel));
  api.post('/workspaces/:workspace/channels/:channel/secrets', by(postSecret));
  api.get('/workspaces/:workspace/channels/:channel/tries', by(getTries));
  api.get('/workspaces/:workspace/channels/:channel/undelivered', by(getUndelivered));
  api.get('/workspaces/:workspace/channels/:channel/set-aside', by(getMailsSetAside));
  api.post('/workspaces/:workspace/mail-check', by(postMailCheck));
  api.get('/workspaces/:workspace/contacts/:conversation', by(getContact));
  api.post('/workspaces/:workspace/contacts/:conversation/erase', by(postErase));
  api.post('/channels/:channel/messages', by(postMessage));
  api.get('/channels/:channel/files/:file', by(getReplyFile));
  api.put('/channels/:channel/files/:file', by(putChannelFile));
  api.get('/channels/:channel', by(getOnlyChannel));
  api.get('/channels/:workspace/:channel', by(getChannel));
  api.all('*', (context) => context.json(errorBody('not-found', 'There is no such address.'), 404));
  return api;
}
