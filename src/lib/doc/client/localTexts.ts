// The texts of the conversations that this device keeps, for search: read when somebody first searches, one copy after
// another, and from then on only what has moved.

import type { Author, ConversationId } from '../../rules/ids.ts';
import { foldFound, hasWords, textOf, type TextKind } from '../../rules/search.ts';
import { noteName, parseDocumentName, threadName, type DocumentName } from '../names.ts';
import { readNoteText } from '../noteDoc.ts';
import { readThread } from '../threadDoc.ts';
import type { Session } from './session.ts';

export interface LocalText {
  conversation: ConversationId;
  kind: TextKind;
  seq: number;
  at: number;
  by: Author;
  text: string;
}

interface Copy {
  /** Of what it was read. */
  stamp: string;
  texts: (LocalText & { folded: string })[];
}

export class LocalTexts {
  readonly #session: Session;
  readonly #copies = new Map<DocumentName, Copy>();
  #revision = 0;
  #running: Promise<void> | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Moves whenever something else might be found. */
  get revision(): number {
    return this.#revision;
  }

  has(conversation: ConversationId): boolean {
    return this.#copies.has(threadName(this.#session.workspace, conversation));
  }

  /** Reads what has moved since the last time. */
  refresh(): Promise<void> {
    this.#running ??= this.#readAll().finally(() => (this.#running = null));
    return this.#running;
  }

  find(words: readonly string[]): LocalText[] {
    return [...this.#copies.values()].flatMap(({ texts }) =>
      texts.filter(({ folded }) => hasWords(folded, words)),
    );
  }

  async #readAll(): Promise<void> {
    const { documents, workspace } = this.#session;
    const prefixes = [threadName(workspace, ''), noteName(workspace, '')];
    const kept = (await Promise.all(prefixes.map((prefix) => documents.kept(prefix)))).flat();
    const names = new Set([...kept, ...documents.names().filter((name) => isText(name))]);
    for (const name of this.#copies.keys()) if (!names.has(name)) this.#forget(name);
    for (const name of names) await this.#readOne(name);
  }

  async #readOne(name: DocumentName): Promise<void> {
    const ref = parseDocumentName(name);
    if (ref?.kind !== 'thread' && ref?.kind !== 'note') return;
    const { conversation } = ref;
    const stamp = this.#stampOf(name, conversation);
    if (this.#copies.get(name)?.stamp === stamp) return;
    const doc = await this.#session.documents.read(name);
    if (!doc) return this.#forget(name);
    const texts: LocalText[] =
      ref.kind === 'note'
        ? [{ conversation, kind: 'contact-note', seq: 0, at: 0, by: 'relay', text: readNoteText(doc) }]
        : (readThread(doc)?.timeline ?? []).flatMap((entry) => {
            const said = textOf(entry);
            // What a contact was called before is not what they are called.
            if (!said || said.kind === 'contact') return [];
            return [{ conversation, ...said, seq: entry.seq, at: entry.at, by: entry.by }];
          });
    this.#copies.set(name, {
      stamp,
      texts: texts.map((text) => ({ ...text, folded: foldFound(text.kind, text.text) })),
    });
    this.#revision += 1;
  }

  #stampOf(name: DocumentName, conversation: ConversationId): string {
    const open = this.#session.documents.get(name);
    return open ? `open ${open.version}` : `kept ${this.#session.keeper.keptSeq(conversation)}`;
  }

  #forget(name: DocumentName): void {
    if (this.#copies.delete(name)) this.#revision += 1;
  }
}

function isText(name: DocumentName): boolean {
  const kind = parseDocumentName(name)?.kind;
  return kind === 'thread' || kind === 'note';
}
