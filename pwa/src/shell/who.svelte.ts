/** Who is signed in on this device, as state: the customer, the staff member, or both. */
import { sessions } from '$data/auth';
import type { StoredSession } from '$data/db';
import type { SessionName } from '$data/session';

const state = $state<Partial<Record<SessionName, StoredSession>>>({});

export const who = (name: SessionName): string | undefined => state[name]?.who;
export const signedIn = (name: SessionName): boolean => state[name] !== undefined;

/** Reads the device's sessions and follows them. */
export async function startSessions(): Promise<void> {
  for (const session of Object.values(sessions)) {
    session.onChange((stored) => {
      state[session.name] = stored;
    });
    state[session.name] = await session.stored();
  }
}
