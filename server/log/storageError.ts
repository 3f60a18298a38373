// What goes wrong with storage, told apart by what the relay does about it.

/**
 * `full`: there is no room; reads go on, and appends succeed again once there is.
 * `failed`: the disk or the file answered with an error; nothing that is not yet confirmed may be.
 * `damaged`: what was read is not what was written; the message says where.
 * `behind`: the log is a correct one that ends too early (an old backup, a lost tail): what comes next needs a new epoch.
 */
export type StorageErrorKind = 'full' | 'failed' | 'damaged' | 'behind';

/** Thrown by every adapter of the log. What threw has changed nothing. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly kind: StorageErrorKind;

  constructor(kind: StorageErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
