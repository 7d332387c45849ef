import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as place from '$shell/location.svelte';
import { applyUpdate, startUpdates, updateReady, updating } from '$shell/update.svelte';

vi.mock('$shell/location.svelte', () => ({ loadAnew: vi.fn(), loadNext: vi.fn() }));

/** The browser's side: a version in charge, perhaps one that waits. */
class Workers extends EventTarget {
  controller: object | null = null;
  waiting: { postMessage: (said: unknown) => void } | null = null;
  register = async () => Object.assign(new EventTarget(), { waiting: this.waiting, installing: null });

  takeOver(): void {
    this.controller = {};
    this.dispatchEvent(new Event('controllerchange'));
  }
}

let workers: Workers;
beforeEach(() => {
  vi.resetAllMocks();
  vi.useFakeTimers();
  vi.stubEnv('DEV', false);
  workers = new Workers();
  Object.defineProperty(navigator, 'serviceWorker', { value: workers, configurable: true });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  delete (navigator as { serviceWorker?: unknown }).serviceWorker;
});

test('the first version of all is no change of versions', () => {
  startUpdates();
  workers.takeOver();
  expect(place.loadNext).not.toHaveBeenCalled();
  expect(place.loadAnew).not.toHaveBeenCalled();
});

test('a page whose version was changed by another tab ends with its screen', () => {
  workers.controller = {};
  startUpdates();
  workers.takeOver();
  expect(place.loadNext).toHaveBeenCalledOnce();
  expect(place.loadAnew).not.toHaveBeenCalled();
});

async function pressed(): Promise<void> {
  const postMessage = vi.fn();
  workers.controller = {};
  workers.waiting = { postMessage };
  startUpdates();
  await vi.runAllTimersAsync();
  expect(updateReady()).toBe(true);

  applyUpdate();
  expect(postMessage).toHaveBeenCalledWith({ type: 'skip-waiting' });
  expect(updating()).toBe(true);
  expect(place.loadAnew).not.toHaveBeenCalled();
}

test('who wants the new version gets it when it takes over, once', async () => {
  await pressed();
  workers.takeOver();
  expect(place.loadAnew).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(place.loadAnew).toHaveBeenCalledOnce();
  expect(place.loadNext).not.toHaveBeenCalled();
});

test('where the old version does not let go the page is loaded after four seconds', async () => {
  await pressed();
  await vi.advanceTimersByTimeAsync(3_999);
  expect(place.loadAnew).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(place.loadAnew).toHaveBeenCalledOnce();
});
