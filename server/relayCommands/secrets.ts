// `relay token` and `relay reset`: secrets for a member, made by whoever may read the data folder anyway. Shown once.

import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { activeMember } from '#lib/rules/directory.ts';
import { ApiTokens } from '../accounts/apiTokens.ts';
import { Memberships } from '../accounts/memberships.ts';
import { Resets } from '../accounts/resets.ts';
import { createTables } from '../accounts/tables.ts';
import { systemClock } from '../clock.ts';
import { openDatabase } from '../database.ts';
import { databaseFile } from '../log/dataFolder.ts';
import { openSqliteFile } from '../log/sqlite.ts';
import { systemChance } from '../random.ts';
import type { Print } from './verify.ts';

/** Results go one way, words about them another, so that results can be piped on. */
interface Prints {
  print: Print;
  say: Print;
}

interface Wanted {
  workspace: string;
  member: string;
}

/** @returns the exit code */
export function printToken(
  folder: string,
  wanted: Wanted,
  { name, ...prints }: Prints & { name: string },
): number {
  return withMember(folder, wanted, prints, (database) => {
    const tokens = new ApiTokens(database, systemClock, systemChance);
    return tokens.create(wanted.workspace, wanted.member, name).token;
  });
}

/** For an admin who forgot theirs, when there is no other one. @param base the relay's address @returns the exit code */
export function printReset(
  folder: string,
  wanted: Wanted,
  { base, ...prints }: Prints & { base: string },
): number {
  return withMember(folder, wanted, prints, (database) => {
    const account = new Memberships(database).accountOf(wanted.workspace, wanted.member);
    const hasPassword = "SELECT 1 FROM account WHERE userId = ? AND providerId = 'credential'";
    if (account === null || !database.prepare(hasPassword).get(account)) {
      prints.say(`${wanted.member} has no password: nobody but the demo lets them in.`);
      return null;
    }
    return `${base}/reset/${new Resets(database, systemClock, systemChance).create(account).token}`;
  });
}

/** Prints what `make` makes. Also while the relay runs. */
function withMember(
  folder: string,
  { workspace, member }: Wanted,
  { print, say }: Prints,
  make: (database: DatabaseSync) => string | null,
): number {
  const file = databaseFile(folder);
  if (!existsSync(file)) {
    say(`There is no database in ${folder}. Start the relay once, or set DATA_DIR.`);
    return 1;
  }
  const log = openSqliteFile(file);
  const directory = log.directory(workspace);
  log.close();
  if (!directory || !activeMember(directory, member)) {
    say(directory ? `${workspace} has no active member ${member}.` : `There is no workspace ${workspace}.`);
    return 1;
  }
  const database = openDatabase(file);
  createTables(database);
  const made = make(database);
  database.close();
  if (made === null) return 1;
  print(made);
  return 0;
}
