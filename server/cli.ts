// `npm run relay -- COMMAND`: what an operator does by hand. Settings are those of the relay (DATA_DIR).

import { existsSync } from 'node:fs';
import { activeMember } from '#lib/rules/directory.ts';
import { ApiTokens } from './accounts/apiTokens.ts';
import { createTables } from './accounts/tables.ts';
import { systemClock } from './clock.ts';
import { ConfigError, parseConfig } from './config.ts';
import { openDatabase } from './database.ts';
import { databaseFile, witnessFile } from './log/dataFolder.ts';
import { openSqliteFile } from './log/sqlite.ts';
import { StorageError } from './log/storageError.ts';
import { readSeen } from './log/witness.ts';
import { systemChance } from './random.ts';
import { backup } from './relayCommands/backup.ts';
import { exportWorkspace } from './relayCommands/export.ts';
import { rebuildAll } from './relayCommands/rebuild.ts';
import { verify, type Print } from './relayCommands/verify.ts';

const USAGE = `usage: npm run relay -- COMMAND

  token WORKSPACE MEMBER [NAME]  print a new API token of a member; it is shown only now
  verify [FILE]                  check the database, or a backup, and say what is damaged
  rebuild                        make all documents again from the log, in a new epoch; the relay must be stopped
  backup FILE                    copy the database, also while the relay runs
  export WORKSPACE               write everything of a workspace to standard output, as JSON lines

DATA_DIR says where the data is (now ./data, if it is not set).
Exit codes: 0 done, 1 it could not be done, 2 this is no command.
`;

interface Command {
  /** How many arguments it takes, at least and at most. */
  takes: [number, number];
  /** @returns the exit code */
  run(folder: string, args: string[]): number | Promise<number>;
}

/** Results go to standard output, words about them to standard error, so that results can be piped on. */
const say: Print = (line) => console.error(line);

const COMMANDS: Record<string, Command> = {
  token: {
    takes: [2, 3],
    run: (folder, [workspace = '', member = '', name = 'Command line']) =>
      printToken(folder, { workspace, member, name }),
  },
  verify: {
    takes: [0, 1],
    run: (folder, [file]) => {
      // A backup ends where it was made: what the relay has seen since is no fault of it.
      const seen = file === undefined ? readSeen(witnessFile(folder)) : [];
      return verify(file ?? databaseFile(folder), seen, (line) => console.log(line));
    },
  },
  rebuild: { takes: [0, 0], run: (folder) => rebuildAll(folder, systemChance, say) },
  backup: { takes: [1, 1], run: (folder, [file = '']) => backup(databaseFile(folder), file, say) },
  export: {
    takes: [1, 1],
    run: (folder, [workspace = '']) => exportWorkspace(databaseFile(folder), workspace, process.stdout, say),
  },
};

function printToken(folder: string, wanted: { workspace: string; member: string; name: string }): number {
  const { workspace, member, name } = wanted;
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
  const { token } = new ApiTokens(database, systemClock, systemChance).create(workspace, member, name);
  database.close();
  console.log(token);
  return 0;
}

async function main([name = '', ...args]: string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const [least, most] = command?.takes ?? [0, 0];
  if (!command || args.length < least || args.length > most) {
    const asked = name === 'help' || name === '--help';
    (asked ? console.log : console.error)(USAGE);
    return asked ? 0 : 2;
  }
  try {
    return await command.run(parseConfig(process.env).dataFolder, args);
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof StorageError)) throw error;
    say(error.message);
    return 1;
  }
}

process.umask(0o077);
process.exitCode = await main(process.argv.slice(2));
