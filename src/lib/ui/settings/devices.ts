// Where a member is signed in, as the relay's HTTP API has it.

import * as v from 'valibot';
import { call } from '../account/api.ts';

export interface Device {
  id: string;
  startedAt: number;
  usedAt: number;
  /** The browser's own words for itself. */
  agent: string;
  current: boolean;
}

export interface Devices {
  /** Ending a session takes the password; not in the demo, where there is none. */
  asksPassword: boolean;
  devices: Device[];
}

const listed = v.object({
  asksPassword: v.boolean(),
  sessions: v.array(
    v.object({
      ...{ id: v.string(), startedAt: v.number(), usedAt: v.number() },
      ...{ agent: v.string(), current: v.boolean() },
    }),
  ),
});

/** The last used first. @throws ApiProblem */
export async function fetchDevices(): Promise<Devices> {
  const { asksPassword, sessions } = v.parse(listed, await call('GET', '/api/sessions'));
  return { asksPassword, devices: sessions };
}

/** @param device null: all but this one @throws ApiProblem */
export async function endDevice(device: string | null, password: string): Promise<void> {
  await call('POST', '/api/sessions/end', { session: device, password });
}

/** Signs out everywhere else, too. @throws ApiProblem */
export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  await call('POST', '/api/auth/change-password', {
    currentPassword,
    newPassword,
    revokeOtherSessions: true,
  });
}
