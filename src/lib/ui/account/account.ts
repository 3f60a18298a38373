// Who is signed in: as the relay's HTTP API says it, and as this device remembers it, so that the app opens without a relay.

import { createContext } from 'svelte';
import * as v from 'valibot';
import { isId, type MemberId, type WorkspaceId } from '#lib/rules/ids.ts';

/** A workspace of mine, and who I am in it. */
export interface Membership {
  workspace: WorkspaceId;
  name: string;
  member: MemberId;
}

export interface Account {
  name: string;
  email: string;
  memberships: Membership[];
}

export interface DemoMember {
  member: MemberId;
  name: string;
  role: 'admin' | 'agent';
  colour: number;
}

/** What the relay says to whoever asks. */
export interface Me {
  account: Account | null;
  /** Whom one may sign in as without a password: in the demo, when signed out. */
  demoMembers: DemoMember[];
  demo: boolean;
}

export const [getAccount, setAccount] = createContext<Account>();

const STORAGE_KEY = 'estafet:account';
const id = v.pipe(
  v.string(),
  v.check((value) => isId(value)),
);
const membership = v.object({ workspace: id, name: v.string(), member: id });
const account = v.object({ name: v.string(), email: v.string(), memberships: v.array(membership) });
const me = v.object({
  account: v.nullable(v.object({ name: v.string(), email: v.string() })),
  memberships: v.array(membership),
  demo: v.boolean(),
  demoMembers: v.array(
    v.object({ member: id, name: v.string(), role: v.picklist(['admin', 'agent']), colour: v.number() }),
  ),
});

/** Reads the answer of GET /api/me. @throws if it is of another form */
export function parseMe(answer: unknown): Me {
  const { account: found, memberships, demoMembers, demo } = v.parse(me, answer);
  return { account: found && { ...found, memberships }, demoMembers, demo };
}

/** As this device remembers it; null where nobody is signed in. */
export function rememberedAccount(): Account | null {
  try {
    const parsed = v.safeParse(account, JSON.parse(localStorage.getItem(STORAGE_KEY) ?? 'null'));
    return parsed.success ? parsed.output : null;
  } catch {
    // Storage may be forbidden, or hold what an older version wrote.
    return null;
  }
}

/** Calls when another tab has signed out, or in as somebody else; the result ends it. */
export function onAccountChange(mine: Account, changed: () => void): () => void {
  const look = (event: StorageEvent): void => {
    if (event.key === STORAGE_KEY && rememberedAccount()?.email !== mine.email) changed();
  };
  window.addEventListener('storage', look);
  return () => window.removeEventListener('storage', look);
}

export function remember(signedIn: Account | null): void {
  try {
    if (signedIn) localStorage.setItem(STORAGE_KEY, JSON.stringify(signedIn));
    else localStorage.removeItem(STORAGE_KEY);
  } catch {
    // Without storage the relay is asked at each start.
  }
}
