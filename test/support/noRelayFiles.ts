// For devices of tests that attach nothing: files reach nobody.

import type { FilePort } from '#lib/doc/client/filePort.ts';

export const noRelayFiles: FilePort = {
  hash: () => Promise.reject(new Error('this test attaches nothing')),
  ask: () => Promise.resolve(null),
  put: () => Promise.resolve(null),
  get: () => Promise.resolve(null),
};
