// `npm run relay -- COMMAND`: what an operator does by hand. Settings are those of the relay (DATA_DIR).

import { ConfigError, parseConfig, type Config } from './config.ts';
import { filesFolder } from './files/folderDisk.ts';
import { databaseFile, witnessFile } from './log/dataFolder.ts';
import { StorageError } from './log/storageError.ts';
import { readSeen } from './log/witness.ts';
import { systemChance } from './random.ts';
import { backup } from './relayCommands/backup.ts';
import { backupFiles, filesOfBackup, verifyFiles } from './relayCommands/files.ts';
import { exportWorkspace } from './relayCommands/export.ts';
import { printReset, printToken } from './relayCommands/secrets.ts';
import { rebuildAll } from './relayCommands/rebuild.ts';
import { verify, type Print } from './relayCommands/verify.ts';

const USAGE = `usage: npm run relay -- COMMAND

  token WORKSPACE MEMBER [NAME]  print a new API token of a member; it is shown only now
  reset WORKSPACE MEMBER         print a link by which a member chooses a new password; it works once, for a day
  verify [FILE]                  check the database and files, or a backup, and say what is damaged
  rebuild                        make all documents again from the log, in a new epoch; the relay must be stopped
  backup FILE                    copy the database, and files to FILE.files, also while the relay runs
  export WORKSPACE               write everything of a workspace to standard output, as JSON lines

DATA_DIR says where the data is (now ./data, if it is not set).
Exit codes: 0 done, 1 it could not be done, 2 this is no command.
`;

interface Command {
  /** How many arguments it takes, at least and at most. */
  takes: [number, number];
  /** @returns the exit code */
  run(folder: string, args: string[], config: Config): number | Promise<number>;
}

/** Results go to standard output, words about them to standard error, so that results can be piped on. */
const say: Print = (line) => console.error(line);
const print: Print = (line) => console.log(line);

const COMMANDS: Record<string, Command> = {
  token: {
    takes: [2, 3],
    run: (folder, [workspace = '', member = '', name = 'Command line']) =>
      printToken(folder, { workspace, member }, { name, say, print }),
  },
  reset: {
    takes: [2, 2],
    run: (folder, [workspace = '', member = ''], { publicUrl, port }) =>
      printReset(
        folder,
        { workspace, member },
        { base: publicUrl?.origin ?? `http://localhost:${port}`, say, print },
      ),
  },
  verify: {
    takes: [0, 1],
    run: (folder, [file]) => {
      // A backup ends where it was made: what the relay has seen since is no fault of it.
      const seen = file === undefined ? readSeen(witnessFile(folder)) : [];
      const database = file ?? databaseFile(folder);
      const code = verify(database, seen, print);
      if (code !== 0) return code;
      const files = file === undefined ? filesFolder(folder) : filesOfBackup(file);
      return verifyFiles(database, files, print) === 0 ? 0 : 1;
    },
  },
  rebuild: { takes: [0, 0], run: (folder) => rebuildAll(folder, systemChance, say) },
  backup: {
    takes: [1, 1],
    run: (folder, [file = '']) =>
      backup(databaseFile(folder), file, say) || backupFiles(file, filesFolder(folder), say),
  },
  export: {
    takes: [1, 1],
    run: (folder, [workspace = '']) => exportWorkspace(databaseFile(folder), workspace, process.stdout, say),
  },
};

async function main([name = '', ...args]: string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const [least, most] = command?.takes ?? [0, 0];
  if (!command || args.length < least || args.length > most) {
    const asked = name === 'help' || name === '--help';
    (asked ? console.log : console.error)(USAGE);
    return asked ? 0 : 2;
  }
  try {
    const config = parseConfig(process.env);
    return await command.run(config.dataFolder, args, config);
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof StorageError)) throw error;
    say(error.message);
    return 1;
  }
}

process.umask(0o077);
process.exitCode = await main(process.argv.slice(2));
