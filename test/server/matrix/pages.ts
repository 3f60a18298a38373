// What the API tells of conversations, at every time of the matrix: pages of inboxes, and search. Who may read an inbox as a
// document may read it by page, and nobody else.

import { WORKSPACE } from '../../support/startRelay.ts';
import { documentsOf } from './documents.ts';
import type { Credentials, House } from './house.ts';
import { leaksIn } from './scan.ts';
import { WORD } from './scene.ts';
import { reads, WHO, WORKSPACE_OF_STRANGER, type Phase, type Who } from './who.ts';

export class Pages {
  readonly wrong: string[] = [];
  /** Canaries that searches found, so that a search which finds nothing is not taken for a safe one. */
  readonly found = new Set<string>();
  asked = 0;
  readonly #house: House;
  readonly #people = new Map<Who, Credentials>();

  constructor(house: House) {
    this.#house = house;
  }

  async ask(phase: Phase): Promise<void> {
    for (const who of WHO) {
      await this.#askInboxes(who, phase);
      await this.#search(who, phase);
      await this.#askFiles(who, phase);
    }
  }

  async #askInboxes(who: Who, phase: Phase): Promise<void> {
    for (const { name, opens, kind } of documentsOf(this.#house.scene)) {
      if (kind !== 'inbox' && kind !== 'team' && kind !== 'intake' && kind !== 'all') continue;
      const answer = await this.#ask(who, phase, `/api/inboxes/${name}`);
      const isOpen = answer === 200;
      if (isOpen !== reads(who, opens, phase)) this.wrong.push(`${who} pages of ${name} ${phase}: ${answer}`);
    }
  }

  /** A note's file is for members only, whoever may read the note; of a visitor's own chat there are the public ones. */
  async #askFiles(who: Who, phase: Phase): Promise<void> {
    const { scene, files } = this.#house;
    for (const file of [files.noted, files.said]) {
      const asMember = await this.#ask(who, phase, `/api/files/${WORKSPACE}/${scene.owned}/${file}`);
      if ((asMember === 200) !== reads(who, 'owned', phase))
        this.wrong.push(`${who} file ${phase}: ${asMember}`);
      // Another conversation's address leads to no file of this one.
      const astray = await this.#ask(who, phase, `/api/files/${WORKSPACE}/${scene.free}/${file}`);
      const asVisitor = await this.#ask(who, phase, `/api/chat-files/${WORKSPACE}/web/${file}`);
      const isOwn = who === 'visitor' && file === files.said;
      if (astray === 200 || (asVisitor === 200) !== isOwn)
        this.wrong.push(`${who} file ${phase}: astray ${astray}, in chat ${asVisitor}`);
    }
  }

  async #search(who: Who, phase: Phase): Promise<void> {
    for (const workspace of [WORKSPACE, WORKSPACE_OF_STRANGER]) {
      const answer = await this.#ask(who, phase, `/api/search/${workspace}`, { query: WORD });
      const belongs = workspace === WORKSPACE ? reads(who, 'workspace', phase) : who === 'stranger';
      if ((answer === 200) !== belongs) this.wrong.push(`${who} search in ${workspace} ${phase}: ${answer}`);
    }
  }

  async #ask(who: Who, phase: Phase, path: string, body?: unknown): Promise<number> {
    const { browser, program } = await this.#credentials(who);
    const answer =
      body === undefined ? await browser.get(path, program) : await browser.post(path, body, program);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const { canaries } = this.#house.scene;
    this.wrong.push(...leaksIn({ who, phase, settled: true, bytes }, canaries));
    for (const [mark] of Buffer.from(bytes)
      .toString('latin1')
      .matchAll(/~\w+\.\d+~/g))
      this.found.add(mark);
    this.asked += 1;
    return answer.status;
  }

  /** One session each for the whole time, begun before anything changes. */
  async #credentials(who: Who): Promise<Credentials> {
    const known = this.#people.get(who) ?? (await this.#house.credentials(who));
    this.#people.set(who, known);
    return known;
  }
}
