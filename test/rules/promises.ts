// What the product promises, by id (README, "What it does"), and which promises the rules alone can show.

/** The ids that carry a promise, each in its shortest words. */
export const promises = {
  A1: 'at most one owner; in the owner’s Assigned to me',
  A2: 'the Assigned user menu: me, through a team in three ways, a member, unassign',
  A3: 'assign to me',
  A4: 'team inbox: the first member who replies becomes owner, in the same step',
  A5: 'all of the team are told, until there is an owner',
  A6: 'queue: round robin, owner at once, never the same turn twice',
  A7: 'team member: theirs, and visible in the team inbox',
  A8: 'member: theirs, and in a team inbox only where they belong',
  A9: 'which team inbox shows it',
  A10: 'nobody is told of what they did themselves',
  B1: 'any number of collaborators, several at once',
  B2: 'a collaborator sees, replies, writes notes, mentions',
  B3: 'the owner does not change when collaborators do',
  B4: 'a collaborator finds it under Collaborating, and is told',
  C1: 'reply and internal note; a note never reaches the customer',
  C2: '@ picks one member, one mention a note',
  C3: 'a mentioned member is told, sees and replies for 24 hours',
  C4: 'when the time is up, access ends at once',
  C5: 'nothing lengthens or shortens those 24 hours',
  C6: 'a mention hands on no access',
  C7: 'guests see how long they have left',
  D1: 'the contact note, edited together',
  E1: 'inboxes with live counts',
  E2: 'what the list shows, and its filters',
  F1: 'the app opens and works without the relay',
  F2: 'what is not confirmed is pending, and can be taken back',
  F3: 'what the rules refuse is kept with its reason',
  F4: 'the same member on several devices sees the same',
  F5: 'another’s change is on my screen in under 100 ms',
  G1: 'channels: web chat and webhooks',
  G2: 'a reply goes out once, after it was accepted; a note never',
} as const;

/** What must hold after every step, as far as rules can break it. */
export const invariants = {
  I5: 'clients’ clocks change nothing',
  I6: 'relay time never decreases',
  I7: 'at most one owner; a change names the one before',
  I8: 'first reply and ownership are one record; nobody’s second reply goes out unseen',
  I10: 'a mention gives access in [accepted, accepted + 24 h)',
  I13: 'every refusal has a reason from the list',
  I15: 'nothing by a member is accepted after their removal',
  I18: 'queue turns differ by at most one',
  I19: 'folding the log gives the same cards everywhere',
  I20: 'there is always an admin',
} as const;

type Id = keyof typeof promises;

/** Promises that the rules cannot show, and which layer does. */
export const shownElsewhere: Partial<Record<Id, string>> = {
  F1: 'opening and working offline is the browser’s: test/browser',
  F2: 'pending and taking back is the overlay’s and the outbox’s: test/doc, test/browser',
  F5: 'speed between two screens: bench',
  G1: 'channels are the relay’s: test/server, test/contract',
};

export const idsShownByRules = (Object.keys(promises) as Id[]).filter((id) => !(id in shownElsewhere));
