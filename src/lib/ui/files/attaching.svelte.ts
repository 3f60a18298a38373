// The files that are to go with what is being written. They outlive the page, on this device.

import type { Files } from '#lib/doc/client/files.svelte.ts';
import type { Attachment } from '#lib/rules/conversation.ts';
import type { AttachmentId } from '#lib/rules/ids.ts';
import { ATTACHMENTS_MAX, FILE_MAX } from '#lib/rules/limits.ts';

/** Why a file was not taken. */
export type AttachProblem =
  { why: 'too-large' | 'unreadable'; name: string } | { why: 'too-many'; name: string };

export type FilesToAttach = Pick<Files, 'keep' | 'attachedTo' | 'keepAttached'>;

export class Attaching {
  readonly #files: FilesToAttach;
  readonly #draft: string;
  #attached = $state.raw<readonly Attachment[]>([]);
  #reading = $state(0);
  problem = $state.raw<AttachProblem | null>(null);

  /** @param draft the name of what is being written, on this device */
  constructor(files: FilesToAttach, draft: string) {
    this.#files = files;
    this.#draft = draft;
    void files.attachedTo(draft).then((attachments) => this.#isBack(attachments));
  }

  get attached(): readonly Attachment[] {
    return this.#attached;
  }
  /** While a file is being read, what is written waits for it. */
  get reading(): boolean {
    return this.#reading > 0;
  }

  async add(files: Iterable<File>): Promise<void> {
    this.problem = null;
    for (const file of files) await this.#addOne(file);
  }

  /** What was taken back, before what has been attached since. */
  putBack(attachments: readonly Attachment[]): void {
    this.#isBack(attachments);
    this.#keep();
  }

  remove(id: AttachmentId): void {
    this.problem = null;
    this.#attached = this.#attached.filter((other) => other.id !== id);
    this.#keep();
  }

  /** They have gone with something. */
  sent(attachments: readonly Attachment[]): void {
    this.#attached = this.#attached.filter((other) => !attachments.includes(other));
    this.#keep();
  }

  #isBack(attachments: readonly Attachment[]): void {
    const others = this.#attached.filter(({ id }) => !attachments.some((back) => back.id === id));
    this.#attached = [...attachments, ...others].slice(0, ATTACHMENTS_MAX);
  }

  #keep(): void {
    void this.#files.keepAttached(this.#draft, this.#attached);
  }

  async #addOne(file: File): Promise<void> {
    const { name } = file;
    if (file.size > FILE_MAX) return this.#refuse({ why: 'too-large', name });
    if (this.#attached.length + this.#reading >= ATTACHMENTS_MAX)
      return this.#refuse({ why: 'too-many', name });
    this.#reading += 1;
    try {
      const attachment = await this.#files.keep(file);
      if (!this.#attached.some(({ id }) => id === attachment.id))
        this.#attached = [...this.#attached, attachment];
      this.#keep();
    } catch {
      // It was moved or changed since it was chosen, or is a folder.
      this.#refuse({ why: 'unreadable', name });
    } finally {
      this.#reading -= 1;
    }
  }

  #refuse(problem: AttachProblem): void {
    this.problem = problem;
  }
}
