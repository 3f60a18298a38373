// Search over everything in a workspace that one member may read. By POST: what people look for must not end in the logs of
// proxies.

import * as v from 'valibot';
import { SEARCH_QUERY_MAX } from '#lib/rules/limits.ts';
import { searchWords, snippetOf } from '#lib/rules/search.ts';
import { limited, mustBeMember, readBody, type ApiContext, type ApiPorts } from './context.ts';

/** What a list shows without scrolling much; the next ones come when they are wanted. */
const PAGE = 20;

const question = v.strictObject({
  query: v.pipe(v.string(), v.maxLength(SEARCH_QUERY_MAX)),
  before: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))), null),
});

export async function postSearch(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const who = await mustBeMember(ports, context, context.req.param('workspace') ?? '');
  limited(context, ports.searches, `${who.workspace} ${who.member}`);
  const { query, before } = await readBody(context, question);
  const words = searchWords(query);
  const { hits, next } = await ports.relay.search(who, { words, before, limit: PAGE });
  return context.json({
    hits: hits.map(({ found: { conversation, kind, seq, at, by, text }, card }) => ({
      conversation,
      kind,
      seq,
      at,
      by,
      snippet: snippetOf(text, words),
      card,
    })),
    next,
  });
}
