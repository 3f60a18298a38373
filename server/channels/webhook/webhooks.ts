// Puts the webhook channels together: what of them is stored, who may send, how replies leave.

import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Clock } from '../../clock.ts';
import { createRateLimit, type RateLimit } from '../../http/rateLimit.ts';
import type { Chance } from '../../random.ts';
import type { OutgoingChannel } from '../channel.ts';
import { ChannelContacts } from '../channelContacts.ts';
import { ChannelHistory } from '../channelHistory.ts';
import { ChannelSecrets } from '../channelSecrets.ts';
import type { ChannelTable } from '../channelTable.ts';
import type { Seal } from '../seal.ts';
import { FileLinks } from './fileLinks.ts';
import type { IncomingPorts } from './incoming.ts';
import type { SendPost } from './post.ts';
import { createWebhookChannel, webhookSettings } from './webhookChannel.ts';

export interface WebhooksPorts {
  database: DatabaseSync;
  channels: ChannelTable;
  clock: Clock;
  chance: Chance;
  seal: Seal;
  post: SendPost;
  /** Addresses inside private networks may be set, and plain HTTP. */
  allowPrivate: boolean;
  /** Where the relay is found from outside. */
  baseUrl: string;
  files: IncomingPorts['files'];
  receive: IncomingPorts['receive'];
}

/** A shop's busiest minute, and a provider that brings a night's messages at once; more waits on the sender's side. */
const PER_CHANNEL = { capacity: 200, perSecond: 20 };
/** As fast as anybody types. */
const PER_CONTACT = { capacity: 20, perSecond: 1 };
/** Wrong signatures of one address: a wrong setting shows itself, guessing a secret leads nowhere. */
const FAILURES = { capacity: 20, perSecond: 0.2 };
const BLOCKED_MS = 60_000;
/** Addresses that are remembered as blocked; past it all start anew. */
const BLOCKED_MAX = 10_000;

export class Webhooks implements IncomingPorts {
  readonly secrets: ChannelSecrets;
  readonly history: ChannelHistory;
  readonly contacts: ChannelContacts;
  readonly links: FileLinks;
  readonly files: IncomingPorts['files'];
  readonly allowPrivate: boolean;
  readonly decoy: string;
  readonly perChannel: RateLimit;
  readonly perContact: RateLimit;
  readonly clock: Clock;
  readonly receive: IncomingPorts['receive'];
  readonly #channels: ChannelTable;
  readonly #post: SendPost;
  readonly #failures: RateLimit;
  readonly #blockedUntil = new Map<string, number>();

  constructor(ports: WebhooksPorts) {
    const { database, channels, clock, chance, seal, post, allowPrivate, receive } = ports;
    this.links = new FileLinks(ports);
    this.files = ports.files;
    this.secrets = new ChannelSecrets(database, { clock, chance, seal });
    this.history = new ChannelHistory(database);
    this.contacts = new ChannelContacts(database);
    this.allowPrivate = allowPrivate;
    this.decoy = Buffer.from(chance.bytes(32)).toString('base64');
    this.perChannel = createRateLimit(clock, PER_CHANNEL);
    this.perContact = createRateLimit(clock, PER_CONTACT);
    this.clock = clock;
    this.receive = receive;
    this.#channels = channels;
    this.#post = post;
    this.#failures = createRateLimit(clock, FAILURES);
  }

  find(channel: ChannelId): { workspace: WorkspaceId; secrets: string[] } | null {
    const workspace = this.#channels.onlyHomeOf(channel);
    const row = workspace === null ? null : this.#channels.get(workspace, channel);
    if (workspace === null || !row?.enabled || row.kind !== 'webhook') return null;
    const secrets = this.secrets.valid(workspace, channel);
    return secrets.length === 0 ? null : { workspace, secrets };
  }

  outgoing(workspace: WorkspaceId, channel: ChannelId): OutgoingChannel | null {
    const row = this.#channels.get(workspace, channel);
    if (!row?.enabled || row.kind !== 'webhook') return null;
    return createWebhookChannel(v.parse(webhookSettings, row.settings), {
      post: this.#post,
      clock: this.clock,
      allowPrivate: this.allowPrivate,
      secrets: (...of) => this.secrets.valid(...of),
      addressOf: (...of) => this.contacts.addressOf(...of),
      links: this.links,
    });
  }

  /** False for an address that has guessed too often. */
  mayTry(address: string): boolean {
    return (this.#blockedUntil.get(address) ?? 0) <= this.clock.now();
  }

  failed(address: string): void {
    if (this.#failures(address)) return;
    if (this.#blockedUntil.size >= BLOCKED_MAX) this.#blockedUntil.clear();
    this.#blockedUntil.set(address, this.clock.now() + BLOCKED_MS);
  }
}
