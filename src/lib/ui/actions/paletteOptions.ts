// What the palette offers for what was typed, as data: the component draws it, and tests read it.

import type { CardRow } from '#lib/doc/client/views.ts';
import type { ConversationId, MemberId } from '#lib/rules/ids.ts';
import { foldText, searchWords } from '#lib/rules/search.ts';
import type { OptionGroup } from '../picker/options.ts';

export interface PaletteOption {
  id: string;
  label: string;
  /** Beside the label: where a conversation stands, what a person does. */
  detail?: string | undefined;
  keys?: readonly string[];
  /** Why it cannot be chosen now; null if it can. */
  blocked: string | null;
  choose: () => void;
}

export interface PaletteSource {
  /** Shown before anything is typed, too. */
  commands: readonly OptionGroup<PaletteOption>[];
  members: readonly { id: MemberId; name: string }[];
  conversations: readonly CardRow[];
}

export interface PaletteWords {
  conversations: string;
  members: string;
  contact: (name: string) => string;
  owner: (card: CardRow['card']) => string;
}

export interface PaletteTargets {
  open: (conversation: ConversationId) => void;
  turnTo: (member: MemberId) => void;
}

/** More than anybody reads before typing another letter. */
const CONVERSATIONS_MAX = 8;
const MEMBERS_MAX = 5;

export function paletteGroups(
  query: string,
  source: PaletteSource,
  words: PaletteWords,
  targets: PaletteTargets,
): OptionGroup<PaletteOption>[] {
  const commands = source.commands.map((group) => ({
    ...group,
    options: group.options.filter(({ label }) => beginsWords(query, label)),
  }));
  if (query.trim() === '') return nonEmpty(commands);
  const members = source.members
    .filter(({ name }) => beginsWords(query, name))
    .slice(0, MEMBERS_MAX)
    .map(({ id, name }) => ({
      id: `member ${id}`,
      label: name,
      blocked: null,
      choose: () => targets.turnTo(id),
    }));
  const found = source.conversations.filter(({ card }) =>
    beginsWords(query, words.contact(card.contact.name)),
  );
  return nonEmpty([
    { id: 'conversations', heading: words.conversations, options: optionsOf(found, words, targets) },
    ...commands,
    { id: 'members', heading: words.members, options: members },
  ]);
}

/** The page of one member: the conversations of theirs that are on this device. */
export function memberGroups(
  query: string,
  member: MemberId,
  { conversations }: PaletteSource,
  rest: { words: PaletteWords; targets: PaletteTargets },
): OptionGroup<PaletteOption>[] {
  const theirs = conversations.filter(
    ({ card }) => card.owner === member && beginsWords(query, rest.words.contact(card.contact.name)),
  );
  return nonEmpty([
    { id: 'conversations', heading: null, options: optionsOf(theirs, rest.words, rest.targets) },
  ]);
}

function optionsOf(rows: readonly CardRow[], words: PaletteWords, targets: PaletteTargets): PaletteOption[] {
  return [...rows]
    .sort((a, b) => b.card.activityAt - a.card.activityAt)
    .slice(0, CONVERSATIONS_MAX)
    .map(({ card }) => ({
      id: `conversation ${card.id}`,
      label: words.contact(card.contact.name),
      detail: words.owner(card),
      blocked: null,
      choose: () => targets.open(card.id),
    }));
}

function nonEmpty(groups: OptionGroup<PaletteOption>[]): OptionGroup<PaletteOption>[] {
  return groups.filter(({ options }) => options.length > 0);
}

/** True if every word that was typed begins some word of the label, in whatever order. */
function beginsWords(query: string, label: string): boolean {
  const words = ` ${foldText(label)}`;
  return searchWords(query).every((word) => words.includes(` ${word}`));
}
