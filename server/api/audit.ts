// The audit, for admins: who did what, page by page, and how far the log was checked.

import { byMember, isId, type Author } from '#lib/rules/ids.ts';
import { AUDITED_KINDS } from '#lib/rules/audit.ts';
import type { AuditQuery } from '../audit.ts';
import type { Facet } from '../log/facets.ts';
import { ApiError, limited, mustBeAdmin, type ApiContext, type ApiPorts } from './context.ts';

export async function getAudit(ports: ApiPorts, context: ApiContext): Promise<Response> {
  limited(context, ports.lookups);
  const who = await mustBeAdmin(ports, context, context.req.param('workspace') ?? '');
  const page = ports.relay.auditPage(who, queryOf(context));
  if (!page) throw notAnAdmin();
  return context.json(page);
}

/** Checks some more of the log with every call: whoever wants to know all of it calls until `checked` is `head`. */
export async function postCheck(ports: ApiPorts, context: ApiContext): Promise<Response> {
  limited(context, ports.lookups);
  const who = await mustBeAdmin(ports, context, context.req.param('workspace') ?? '');
  const chain = ports.relay.checkLog(who);
  if (!chain) throw notAnAdmin();
  return context.json(chain);
}

function queryOf(context: ApiContext): AuditQuery {
  const { by, kind, conversation, from, to, before } = context.req.query();
  const facets: Facet[] = [];
  if (conversation !== undefined) facets.push(`conversation/${mustBeId(conversation, 'conversation')}`);
  if (kind !== undefined) facets.push(`kind/${kindOf(kind)}`);
  if (by !== undefined) facets.push(`by/${authorOf(by)}`);
  if (facets.length === 0) facets.push('all');
  return {
    facets,
    from: numberOf(from, 'from', 0),
    to: numberOf(to, 'to', Infinity),
    before: numberOf(before, 'before', Infinity),
  };
}

function authorOf(by: string): Author {
  if (by === 'contact' || by === 'relay') return by;
  return byMember(mustBeId(by.replace(/^member:/, ''), 'by'));
}

function kindOf(kind: string): (typeof AUDITED_KINDS)[number] {
  const found = AUDITED_KINDS.find((one) => one === kind);
  if (found) return found;
  throw new ApiError(400, 'malformed', 'kind: has to be the kind of an event');
}

function mustBeId(value: string, of: string): string {
  if (isId(value)) return value;
  throw new ApiError(400, 'malformed', `${of}: has to be an id`);
}

function numberOf(value: string | undefined, of: string, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new ApiError(400, 'malformed', `${of}: has to be a number without a sign`);
}

function notAnAdmin(): ApiError {
  return new ApiError(403, 'not-an-admin', 'Only admins may do this.');
}
