import { MemoryLog } from '../../server/log/memory.ts';
import { makeFolder, openIn } from './dataFolders.ts';
import { logSuite } from './log.suite.ts';

logSuite('in memory', (options) => new MemoryLog(options));
logSuite('on SQLite', (options) => openIn(makeFolder(), options));
