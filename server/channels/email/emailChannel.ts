// Replies leave as mails. docs/channels.md says what follows from what a mail server answers.

import type { ChannelId, ContactId, ConversationId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Answer, OutgoingChannel, OutgoingReply, Told } from '../channel.ts';
import type { Files } from '../../files/files.ts';
import { composeMail, type ReplyFile } from './composeMail.ts';
import type { EmailSettings } from './emailSettings.ts';
import { oneLine } from './mailText.ts';
import { postMail, type Posted, type SmtpPorts } from './smtp.ts';

export interface EmailPorts {
  smtp: SmtpPorts;
  /** Null if it was never set, or cannot be opened any more. */
  password: (workspace: WorkspaceId, channel: ChannelId) => string | null;
  addressOf: (workspace: WorkspaceId, channel: ChannelId, contact: ContactId) => string | null;
  tokenOf: (workspace: WorkspaceId, channel: ChannelId, conversation: ConversationId) => string;
  files: Pick<Files, 'facts' | 'read'>;
}

const REASON_MAX = 150;

/** No mail server promises to know a Message-ID again: what nobody knows of is not repeated. */
export function createEmailChannel(settings: EmailSettings, ports: EmailPorts): OutgoingChannel {
  return { deduplicates: false, send: (reply) => send(settings, ports, reply) };
}

async function send(settings: EmailSettings, ports: EmailPorts, reply: OutgoingReply): Promise<Told> {
  const { workspace, channel, conversation, contact } = reply;
  const to = ports.addressOf(workspace, channel, contact.id);
  if (to === null) return told({ kind: 'refused', reason: 'no-address' });
  const files = filesOf(reply, ports.files);
  // Sent without one it would say less than its writer did, and read as sent.
  if (files === null) return told({ kind: 'refused', reason: 'file-unreadable' });
  const password = ports.password(workspace, channel);
  if (password === null) return told({ kind: 'busy', reason: 'login', retryAfterMs: null });
  const token = ports.tokenOf(workspace, channel, conversation);
  const { address: from, tagged, smtp } = settings;
  const mail = composeMail(reply, { from, to, token, tagged }, files);
  const posted = await postMail(ports.smtp, { ...smtp, password }, mail);
  const answered = posted.kind !== 'no-answer';
  return {
    answer: answerOf(posted),
    status: answered ? posted.status : null,
    said: answered ? posted.said : '',
  };
}

/** Null if one of them is not there. */
function filesOf({ workspace, attachments }: OutgoingReply, files: EmailPorts['files']): ReplyFile[] | null {
  const found = attachments.flatMap(({ id, name }) => {
    const facts = files.facts(workspace, id);
    return facts ? [{ name, ...facts, bytes: () => files.read(id, 0, facts.size) }] : [];
  });
  return found.length === attachments.length ? found : null;
}

function answerOf(posted: Posted): Answer {
  switch (posted.kind) {
    case 'no-answer':
      return { kind: 'no-answer', reason: 'no-answer' };
    case 'not-sent':
      if (posted.reason === 'private-address' || posted.reason === 'no-tls')
        return { kind: 'refused', reason: posted.reason };
      return { kind: 'busy', reason: posted.reason, retryAfterMs: null };
    case 'answered':
      return byStatus(posted);
  }
}

/** RFC 5321, section 4.2.1: 2xx is done, 4xx is later, 5xx is never. */
function byStatus({ status, said }: Posted & { kind: 'answered' }): Answer {
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  const reason = oneLine(`smtp-${status} ${said.replace(/^\d{3}[ -]?/, '')}`, REASON_MAX);
  return status < 500 ? { kind: 'busy', reason, retryAfterMs: null } : { kind: 'refused', reason };
}

function told(answer: Answer): Told {
  return { answer, status: null, said: '' };
}
