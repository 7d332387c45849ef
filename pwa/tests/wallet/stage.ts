/** The whole wallet on a stage: a person with two cards, a client that answers as told. */
import { configure, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, vi } from 'vitest';
import { sessions } from '$data/auth';
import { db } from '$data/db';
import { useTexts } from '$i18n';
import { navigate } from '$shell/location.svelte';
import { endMoment } from '../../src/wallet/live/moments.svelte';
import Wallet from '../../src/wallet/Wallet.svelte';
import { fake } from './fake';
import { card } from './make';

// Screens are loaded when they are first shown; a busy machine takes its time over that.
configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 30_000 });

export const person = {
  id: 'Person:1',
  name: 'Ananya Deshpande',
  phone: '+919822041763',
  language: 'en',
  birthday: null,
};
export const saffron = card();
const robot = card({ id: 'Card:2', name: 'Tin Robot', balance: 640, lastTransaction: null });

export const home = (...cards: object[]) => ({ viewer: { person: { ...person, cards } } });
export const page = (items: object[]) => ({
  edges: items.map((node) => ({ node })),
  pageInfo: { endCursor: null as string | null, hasNextPage: false },
});
export const ok = { errors: [] };

/** Call once per file: every test begins signed out, with nothing kept and the answers of a good day. */
export function stage(): void {
  beforeEach(async () => {
    vi.stubGlobal('scrollTo', vi.fn());
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        observe = vi.fn();
        disconnect = vi.fn();
      },
    );
    await useTexts('wallet', 'card', 'you', 'errors');
    await sessions.customer.end();
    await (await db()).clear('snapshots');
    endMoment();
    fake.reset();
    fake.answers = {
      WalletHome: () => home(saffron, robot),
      WalletRecent: () => ({
        card: { id: 'Card:1', transactions: page([saffron.lastTransaction as object]) },
      }),
      WalletConsents: () => ({
        card: { id: 'Card:1', consents: [{ channel: 'SMS', isGranted: false, recordedAt: null }] },
      }),
      CertifyDevice: () => ({ certifyDevice: { certificate: null, ...ok } }),
    };
  });
}

export function open(path: string) {
  navigate(path);
  return render(Wallet);
}

export const balances = () =>
  screen.getAllByTestId('balance').map((balance) => balance.querySelector('.sr-only')?.textContent);
export const listening = () => waitFor(() => expect(fake.listens('Card:1')).toBe(true));
export const asked = (name: string) => fake.asked.filter((one) => one.name === name);
