// The demo: anybody may sign in as one of its members, without a password.

import * as v from 'valibot';
import {
  ApiError,
  mustBeMemberInPerson,
  readBody,
  setCookies,
  type ApiContext,
  type ApiPorts,
} from './context.ts';
import type { Simulation } from '../demo/simulation.ts';
import { id } from './forms.ts';

const switched = v.strictObject({ on: v.boolean() });
const signIn = v.strictObject({ member: id });

export async function postDemoSignIn(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { demo, accounts } = ports;
  if (!demo) throw new ApiError(404, 'no-demo', 'This relay is not a demo.');
  const { member } = await readBody(context, signIn);
  const offered = demo.members.some((one) => one.member === member);
  const account = offered ? accounts.memberships.accountOf(demo.workspace, member) : null;
  if (account === null) throw new ApiError(404, 'no-such-member', 'The demo has no such member.');
  await accounts.endSessionOf(context.req.raw.headers);
  setCookies(context, await accounts.openSession(account, context.req.raw.headers));
  return context.json({ workspace: demo.workspace, member });
}

/** Whether customers are simulated, and until when (epoch milliseconds; null: they are not). */
export async function getCustomers(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { until } = await mustBeInDemo(ports, context);
  return context.json({ until });
}

export async function postCustomers(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const simulation = await mustBeInDemo(ports, context);
  const { on } = await readBody(context, switched);
  if (on) simulation.start();
  else simulation.stop();
  return context.json({ until: simulation.until });
}

async function mustBeInDemo(
  ports: ApiPorts,
  context: ApiContext,
): Promise<Pick<Simulation, 'until' | 'start' | 'stop'>> {
  const { demo } = ports;
  if (!demo) throw new ApiError(404, 'no-demo', 'This relay is not a demo.');
  await mustBeMemberInPerson(ports, context, demo.workspace);
  return demo.simulation;
}
