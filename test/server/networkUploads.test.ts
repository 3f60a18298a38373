// V2 files of visitors whom somebody makes up: counted by where they come from.

import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { FILE_MAX, NETWORK_FILES_PER_DAY } from '#lib/rules/limits.ts';
import { WORKSPACE } from '../support/startRelay.ts';
import { bodyOf, TestHttp } from '../support/testHttp.ts';

const SECRET = 'Zq3vT9xK1mWb7RfYc5Lh2Pd8Ns4Gj6';

it('V2 all visitors of one network bring so much in a day, however many there are; others go on', async () => {
  const http = await TestHttp.start({ demo: true });
  const begin = (index: number, address: string, extra: object = {}): Promise<Response> => {
    const authorization = `Visitor ${SECRET}${index}`;
    const headers = { authorization, 'upload-length': String(FILE_MAX), ...extra };
    const path = `/api/chat-uploads/${WORKSPACE}/web/${createHash('sha256').update(String(index)).digest('hex')}`;
    return http.browser(address).ask('PUT', path, { body: Buffer.alloc(1), headers });
  };
  const most = NETWORK_FILES_PER_DAY / FILE_MAX;
  for (let index = 0; index < most; index += 1)
    expect((await begin(index, `2a00:1450:1:3::${index}`)).status).toBe(202);
  const refused = await begin(most, '2a00:1450:1:3::1:1');
  expect([refused.status, (await bodyOf(refused)).error]).toEqual([429, 'enough']);
  // What has begun goes on, and so does everybody elsewhere.
  expect((await begin(0, '2a00:1450:1:3::0', { 'upload-offset': '1' })).status).toBe(202);
  expect((await begin(most, '2a00:1450:1:4::1')).status).toBe(202);
  http.clock.jump(86_400_000);
  expect((await begin(most, '2a00:1450:1:3::1:1')).status).toBe(202);
});
