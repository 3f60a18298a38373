// What the widget on a company's page and the chat in its frame say to each other. Both sides name the other's exact origin
// when they send, look at the sender of what comes, and read it with these: a page holds many frames and many scripts.

/** What a frame whose browser gives it no storage asks its page to keep: small texts by name. */
export type Notes = Readonly<Record<string, string>>;

export type ToFrame =
  /** The answer to `ready`. `keeps`: the page's own storage is open. */
  | { kind: 'welcome'; language: string | null; colour: string | null; keeps: boolean; notes: Notes }
  /** `focus`: the visitor opened it just now, and goes on inside. */
  | { kind: 'opened'; focus: boolean }
  | { kind: 'closed' };

export type ToHost =
  | { kind: 'ready' }
  /** The visitor wants it closed. */
  | { kind: 'close' }
  | { kind: 'unread'; count: number }
  /** There is a conversation: from now on the frame is opened with the page, so that an answer is seen. */
  | { kind: 'talked' }
  | { kind: 'keep'; notes: Notes };

/** Says that it is of us, and of which language of messages. */
const MARK = 1;
/** Together; a secret, a name and a few ids are some hundred characters. */
const NOTES_MAX = 4_000;
const COUNT_MAX = 9_999;
const NAME_OF_NOTE = /^[\w/:-]{1,120}$/;

export function marked<Message extends ToFrame | ToHost>(message: Message): Message & { estafet: number } {
  return { ...message, estafet: MARK };
}

/** Null for what is not ours, of another version, or not of this form. */
export function parseToFrame(data: unknown): ToFrame | null {
  if (!isMarked(data)) return null;
  switch (data['kind']) {
    case 'welcome': {
      const notes = parseNotes(data['notes']);
      if (!notes) return null;
      const language = textOf(data['language']);
      return {
        kind: 'welcome',
        language,
        colour: textOf(data['colour']),
        keeps: data['keeps'] === true,
        notes,
      };
    }
    case 'opened':
      return { kind: 'opened', focus: data['focus'] === true };
    case 'closed':
      return { kind: 'closed' };
    default:
      return null;
  }
}

/** See parseToFrame. */
export function parseToHost(data: unknown): ToHost | null {
  if (!isMarked(data)) return null;
  switch (data['kind']) {
    case 'ready':
    case 'close':
    case 'talked':
      return { kind: data['kind'] };
    case 'unread': {
      const { count } = data;
      if (typeof count !== 'number' || !Number.isInteger(count) || count < 0) return null;
      return { kind: 'unread', count: Math.min(count, COUNT_MAX) };
    }
    case 'keep': {
      const notes = parseNotes(data['notes']);
      return notes && { kind: 'keep', notes };
    }
    default:
      return null;
  }
}

/** Also for what was kept: anybody may have written into the page's storage. */
export function parseNotes(value: unknown): Notes | null {
  if (typeof value !== 'object' || value === null) return null;
  const entries: [string, unknown][] = Object.entries(value);
  const texts = entries.filter(
    (entry): entry is [string, string] => NAME_OF_NOTE.test(entry[0]) && typeof entry[1] === 'string',
  );
  const length = texts.reduce((sum, [name, text]) => sum + name.length + text.length, 0);
  return texts.length === entries.length && length <= NOTES_MAX ? Object.fromEntries(texts) : null;
}

function isMarked(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && 'estafet' in data && data.estafet === MARK;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
