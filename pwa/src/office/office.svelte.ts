/** Whose office this is, and what this person may do in it. */
import type { ResultOf } from '$data/graphql';
import type { Office } from '$data/documents/office';

type Answer = ResultOf<typeof Office>;
type Business = NonNullable<Answer['business']>;
type Staff = NonNullable<NonNullable<Answer['viewer']>['staff']>;

const state = $state<{ business?: Business; staff?: Staff; permissions: readonly string[] }>({
  permissions: [],
});

let ask: (() => void) | undefined;

export const office = {
  get business() {
    return state.business;
  },
  get staff() {
    return state.staff;
  },
  get currency(): string {
    return state.business?.program.currency ?? 'EUR';
  },
  /** The program's zone; the device's until it is known. */
  get timeZone(): string | undefined {
    return state.business?.program.timeZone;
  },
  /** Asks anew, where a list that every screen shows has got longer. */
  again: (): void => ask?.(),
  may: (permission: string): boolean => state.permissions.includes(permission),
};

export function openOffice({ viewer, business }: Answer, refetch?: () => void): void {
  ask = refetch;
  state.business = business ?? undefined;
  state.staff = viewer?.staff ?? undefined;
  state.permissions = viewer?.permissions ?? [];
}
