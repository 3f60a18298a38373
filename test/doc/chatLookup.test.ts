// What the relay says of a channel, and what a page makes of no answer or a strange one.

import { lookUpChannel } from '#lib/ui/chat/channelLookup.ts';
import { describe, expect, it } from 'vitest';

/** A relay that answers every address with this, and remembers which was asked for. */
function relayThatSays(answer: () => Response): { asked: string[]; fetch: typeof fetch } {
  const asked: string[] = [];
  const fetch = async (address: RequestInfo | URL): Promise<Response> => {
    asked.push(address as string);
    return answer();
  };
  return { asked, fetch };
}

const found = { workspace: 'demo', channel: 'web', kind: 'web-chat', name: 'Toko Kopi' };

describe('a channel', () => {
  it('is asked for by its workspace, or without one', async () => {
    const relay = relayThatSays(() => Response.json(found));
    await lookUpChannel(relay.fetch, 'demo', 'web');
    await lookUpChannel(relay.fetch, null, 'web');
    expect(relay.asked).toEqual(['/api/channels/demo/web', '/api/channels/web']);
  });

  it('is found with its name', async () => {
    const relay = relayThatSays(() => Response.json(found));
    expect(await lookUpChannel(relay.fetch, null, 'web')).toEqual({
      kind: 'found',
      workspace: 'demo',
      name: 'Toko Kopi',
      look: { colour: null, language: null, hours: null },
    });
  });

  it('has the look that its admins have set, as far as it can be read', async () => {
    const hours = { zone: 'Asia/Jakarta', days: [1, 2], from: 540, to: 1_020 };
    const lookOf = async (look: unknown): Promise<unknown> => {
      const answer = await lookUpChannel(
        relayThatSays(() => Response.json({ ...found, look })).fetch,
        null,
        'web',
      );
      return answer.kind === 'found' ? answer.look : answer;
    };
    expect(await lookOf({ colour: '#AA3300', language: 'id', hours })).toEqual({
      colour: '#aa3300',
      language: 'id',
      hours,
    });
    const plain = { colour: null, language: null, hours: null };
    expect(
      await lookOf({ colour: 'url(x)', language: 3, hours: { ...hours, zone: 'Mars/Olympus' } }),
    ).toEqual(plain);
    expect(await lookOf('red')).toEqual(plain);
  });

  it('is missing only if the relay says so', async () => {
    const relay = relayThatSays(() => new Response('', { status: 404 }));
    expect(await lookUpChannel(relay.fetch, 'demo', 'fax')).toEqual({ kind: 'missing' });
  });

  it.each([
    ['a proxy that is broken', () => new Response('Bad gateway', { status: 502 })],
    ['a page where JSON should be', () => new Response('<!doctype html>')],
    ['JSON of another form', () => Response.json({ workspace: 7 })],
    ['nothing', () => Response.json(null)],
    [
      'no network',
      () => {
        throw new TypeError('Failed to fetch');
      },
    ],
  ])('cannot be asked through %s', async (_what, answer) => {
    const relay = relayThatSays(answer);
    expect(await lookUpChannel(relay.fetch, 'demo', 'web')).toEqual({ kind: 'unreachable' });
  });
});
