/** Whether the net is there, as state. */
let since = $state<number | undefined>(navigator.onLine ? undefined : Date.now());

addEventListener('offline', () => (since ??= Date.now()));
addEventListener('online', () => (since = undefined));

export const online = {
  /** When the net was lost (milliseconds since 1970); `undefined` while it is there. */
  get since() {
    return since;
  },
};
