/** How the wallet stands with the server, for every screen: what went wrong last, and how to ask again. */

interface Source {
  readonly failure: string | undefined;
  readonly lost: boolean;
  readonly loading: boolean;
  refetch(): void;
}

let source = $state.raw<Source>();

/** Call while the face starts. */
export function keepRefreshing(home: Source): void {
  source = home;
  $effect(() => () => (source = undefined));
}

export const refreshing = {
  get failure(): string | undefined {
    return source?.failure;
  },
  /** No server answered the last time, whatever the device says of its line. */
  get lost(): boolean {
    return source?.lost ?? false;
  },
  again: (): void => source?.refetch(),
};
