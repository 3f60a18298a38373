import { describe } from 'vitest';
import { MemoryLog } from '../../server/log/memory.ts';
import { makeFolder, openIn } from './dataFolders.ts';
import { logSuite } from './log.suite.ts';

describe('the log in memory', () => logSuite((options) => new MemoryLog(options)));
describe('the log on SQLite', () => logSuite((options) => openIn(makeFolder(), options)));
