// Small things that a chat page remembers in this browser, beside the conversation itself. Storage may be forbidden (a
// private frame, say) or full; then they last as long as the page.

const PREFIX = 'estafet:chat';

/** Under which name each thing is kept; two chats on one relay never share any. */
export const chatMemory = {
  /** The name of the company, so that the page has its title before the relay answers. */
  team: (workspace: string, channel: string): string => `${PREFIX}:team:${workspace}/${channel}`,
  /** Its colour, language and hours, likewise. */
  look: (workspace: string, channel: string): string => `${PREFIX}:look:${workspace}/${channel}`,
  /** What is typed and not yet sent. */
  draft: (workspace: string, channel: string): string => `${PREFIX}:draft:${workspace}/${channel}`,
  /** Which workspace the short address of a channel stands for. */
  home: (channel: string): string => `${PREFIX}:home:${channel}`,
};

/** Empty if there is nothing. */
export function recall(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

/** An empty value forgets. */
export function remember(key: string, value: string): void {
  try {
    if (value === '') localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Nothing that anybody could do, and nothing that cannot be asked again.
  }
}
