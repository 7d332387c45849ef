/** The sync as it goes on: whatever is on show of connections and streams follows by itself. */
import { ErpChanged } from '$data/documents/office-erp';
import { listen } from '$data/query.svelte';
import { office } from '../office.svelte';

/** A poll that finds nothing tells nobody, but the stream is up to date again: so ages are asked for anew. */
const ASK_MS = 15_000;

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

/** Asks again every now and then while somebody looks. Call while a component starts. */
export function keepFresh(refetch: () => void): void {
  $effect(() => {
    const timer = setInterval(() => document.hidden || refetch(), ASK_MS);
    return () => clearInterval(timer);
  });
}
