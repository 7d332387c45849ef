/** The till's state: which store it stands in, who sells, who buys, and what was sold last. */
import type { ResultOf } from '$data/graphql';
import type { Bill, Buyer, Till } from '$data/documents/till';

export type BuyerInfo = ResultOf<typeof Buyer>;
export type BillInfo = ResultOf<typeof Bill>;
type Viewer = NonNullable<ResultOf<typeof Till>['viewer']>;
export type Staff = NonNullable<Viewer['staff']>;
export type StoreInfo = Staff['business']['stores'][number];

/** Who buys: somebody the server knows, or, without the net, what the till itself could read. */
export type Customer =
  | { kind: 'known'; info: BuyerInfo; token?: string }
  | { kind: 'phone'; phone: string }
  | { kind: 'code'; code: string; scannedAt: string; number: string };

export interface Sold {
  bill: BillInfo;
  name: string;
  balance: number;
}

const STORE = 'regulars.till.store';

const state = $state<{
  staff?: Staff;
  permissions: readonly string[];
  storeId: string | null;
  customer?: Customer;
  sold?: Sold;
}>({ permissions: [], storeId: localStorage.getItem(STORE) });

export const till = {
  get staff() {
    return state.staff;
  },
  /** The store that this device stands in; the only one there is, or the one that was chosen. */
  get store(): StoreInfo | undefined {
    const open = state.staff?.business.stores.filter(({ isActive }) => isActive) ?? [];
    return open.find(({ id }) => id === state.storeId) ?? (open.length === 1 ? open[0] : undefined);
  },
  get stores(): StoreInfo[] {
    return state.staff?.business.stores.filter(({ isActive }) => isActive) ?? [];
  },
  get customer() {
    return state.customer;
  },
  get sold() {
    return state.sold;
  },
  may: (permission: string): boolean => state.permissions.includes(permission),
};

export function openTill(viewer: Viewer | null | undefined): void {
  state.staff = viewer?.staff ?? undefined;
  state.permissions = viewer?.permissions ?? [];
}

export function chooseStore(id: string): void {
  state.storeId = id;
  localStorage.setItem(STORE, id);
}

export function serve(customer: Customer | undefined): void {
  state.customer = customer;
}

export function finish(sold: Sold | undefined): void {
  state.sold = sold;
}

/** How the buyer is addressed on the screen. */
export function nameOf(customer: Customer): string {
  if (customer.kind === 'known') return customer.info.name || customer.info.phone || customer.info.number;
  return customer.kind === 'phone' ? customer.phone : customer.number;
}
