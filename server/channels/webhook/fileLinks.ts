// Addresses at which a company's server fetches the files of a reply: each is for one file of one reply, and only for a time.

import { isSecret } from '../../accounts/secret.ts';
import type { AttachmentId, ChannelId, CommandId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Clock } from '../../clock.ts';
import type { Seal } from '../seal.ts';

export interface LinkedFile {
  workspace: WorkspaceId;
  channel: ChannelId;
  reply: CommandId;
  file: AttachmentId;
}

export interface LinkPorts {
  clock: Pick<Clock, 'now'>;
  seal: Pick<Seal, 'token'>;
  /** Where the relay is found from outside. */
  baseUrl: string;
}

/** A weekend, and whoever has to mend what took the reply. */
const VALID_MS = 7 * 86_400_000;
const SECONDS = /^\d{1,12}$/;

export class FileLinks {
  readonly #ports: LinkPorts;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
  }

  /** For whoever gets the reply now. */
  of(linked: LinkedFile): string {
    const { clock, baseUrl } = this.#ports;
    const { channel, file, reply } = linked;
    const expires = String(Math.floor((clock.now() + VALID_MS) / 1_000));
    const query = new URLSearchParams({ reply, expires, signature: this.#sign(linked, expires) });
    return `${baseUrl}/api/channels/${channel}/files/${file}?${query.toString()}`;
  }

  /** Whether an address is one of ours, and still valid. */
  isValid(linked: LinkedFile, expires: string, signature: string): boolean {
    const right = isSecret(signature, this.#sign(linked, expires));
    return right && SECONDS.test(expires) && Number(expires) * 1_000 > this.#ports.clock.now();
  }

  #sign({ workspace, channel, reply, file }: LinkedFile, expires: string): string {
    return this.#ports.seal.token(JSON.stringify(['file', workspace, channel, reply, file, expires]));
  }
}
