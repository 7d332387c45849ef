/** The sync as it goes on: whatever is on show of connections and streams follows by itself. */
import { ErpChanged } from '$data/documents/office-erp';
import { listen } from '$data/query.svelte';
import { office } from '../office.svelte';

/** Call while a component starts; `heard` runs after each change. */
export function follow(heard: () => void = () => undefined): void {
  listen(
    () => ({
      document: ErpChanged,
      variables: { businessId: office.business?.id ?? '' },
      session: 'staff',
      pause: !office.business,
    }),
    () => heard(),
  );
}
