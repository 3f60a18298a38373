// How files travel between a device and the relay, as a port: browserFiles.ts is the browser's.

export interface FileAnswer {
  status: number;
  /** What the relay said, as JSON; null for anything else. */
  body: unknown;
}

export interface FilePort {
  /** SHA-256, in hex. */
  hash(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  /** Null if nobody could be asked. */
  ask(path: string, headers: Record<string, string>): Promise<FileAnswer | null>;
  /** @param sent told how many bytes have gone */
  put(
    path: string,
    headers: Record<string, string>,
    bytes: Uint8Array<ArrayBuffer>,
    sent: (bytes: number) => void,
  ): Promise<FileAnswer | null>;
  /** The bytes; null if there are none for us, or nobody could be asked. */
  get(path: string, headers: Record<string, string>): Promise<Uint8Array<ArrayBuffer> | null>;
}
