import { configure, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { sessions } from '$data/auth';
import { db } from '$data/db';
import { saveSnapshot } from '$data/snapshot';
import { useTexts } from '$i18n';
import { navigate } from '$shell/location.svelte';
import { endMoment } from '../../src/wallet/live/moments.svelte';
import Wallet from '../../src/wallet/Wallet.svelte';
import { card, transaction } from './make';

const { fake } = await vi.hoisted(() => import('./fake'));
vi.mock('$data/client', () => ({ clientFor: () => fake.client, liveFor: () => fake.live }));

// Screens are loaded when they are first shown; a busy machine takes its time over that.
configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 30_000 });

const person = { id: 'Person:1', name: 'Ananya Deshpande', phone: '+919822041763', language: 'en' };
const saffron = card();
const robot = card({ id: 'Card:2', name: 'Tin Robot', balance: 640, lastTransaction: null });
const home = (...cards: object[]) => ({ viewer: { person: { ...person, cards } } });
const page = (items: object[]) => ({
  edges: items.map((node) => ({ node })),
  pageInfo: { endCursor: null, hasNextPage: false },
});
const ok = { errors: [] };

beforeEach(async () => {
  vi.stubGlobal('scrollTo', vi.fn());
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      observe = vi.fn();
      disconnect = vi.fn();
    },
  );
  await useTexts('wallet', 'errors');
  await sessions.customer.end();
  await (await db()).clear('snapshots');
  endMoment();
  fake.reset();
  fake.answers = {
    WalletHome: () => home(saffron, robot),
    WalletRecent: () => ({ card: { id: 'Card:1', transactions: page([saffron.lastTransaction as object]) } }),
    WalletConsents: () => ({
      card: { id: 'Card:1', consents: [{ channel: 'SMS', isGranted: false, recordedAt: null }] },
    }),
    CertifyDevice: () => ({ certifyDevice: { certificate: null, ...ok } }),
  };
});

function open(path: string) {
  navigate(path);
  return render(Wallet);
}
const balances = () =>
  screen.getAllByTestId('balance').map((balance) => balance.querySelector('.sr-only')?.textContent);
const listening = () => waitFor(() => expect(fake.listens('Card:1')).toBe(true));
const asked = (name: string) => fake.asked.filter((one) => one.name === name);

describe('home', () => {
  test('shows the cards, the one used last in front', async () => {
    open('/');
    const cards = await screen.findByRole('list', { name: 'Your cards' });
    const names = within(cards).getAllByRole('heading', { level: 2 });
    expect(names.map(({ textContent }) => textContent)).toEqual(['Tin Robot', 'Saffron Crumb']);
    expect(within(cards).getByRole('link', { name: 'Saffron Crumb' })).toHaveAttribute(
      'href',
      '/cards/Card%3A1',
    );
  });

  test('warns of points that are about to expire', async () => {
    const soon = new Date(Date.now() + 5 * 86_400_000).toISOString();
    fake.answers.WalletHome = () => home(card({ expiring: [{ points: 150, at: soon }] }));
    open('/');
    expect(await screen.findByRole('link', { name: /^150 points expire on/ })).toBeVisible();
  });

  test('without a card teaches how the first one comes', async () => {
    fake.answers.WalletHome = () => home();
    open('/');
    expect(await screen.findByText(/Say your number: \+91 98220 41763/)).toBeVisible();
    const action = within(screen.getByRole('main')).getByRole('link', { name: 'Show my number' });
    expect(action).toHaveAttribute('href', '/code');
  });

  test('without a line shows what was kept, and its age', async () => {
    await saveSnapshot('customer:wallet', { person, cards: [saffron] }, Date.now() - 15 * 60_000);
    fake.answers = {};
    open('/');
    expect(await screen.findByText('The latest balances did not load.')).toBeVisible();
    expect(screen.getByText(/Balances are from .* 15 minutes ago/)).toBeVisible();
    expect(balances()).toEqual(['1,240']);
  });

  test('with nothing kept and nothing loaded says what to do, and does it', async () => {
    fake.answers = {};
    open('/');
    const again = await screen.findByRole('button', { name: 'Try again' });
    fake.answers.WalletHome = () => home(saffron);
    await fireEvent.click(again);
    expect(await screen.findByRole('heading', { name: 'Saffron Crumb' })).toBeVisible();
  });
});

describe('a push', () => {
  const earned = card({
    balance: 1360,
    version: 8,
    asOf: '2026-03-10T12:05:00Z',
    lastTransaction: transaction({
      id: 'Transaction:2',
      recordedAt: '2026-03-10T12:05:00Z',
      purchase: { id: 'Purchase:1', billNumber: '7', amount: { minorUnits: 120_000, currency: 'INR' } },
    }),
  });

  test('is on the card at once and is said once', async () => {
    open('/');
    await listening();
    fake.push(earned);
    await waitFor(() => expect(balances()).toContain('1,360'));
    const said = screen.getAllByText('120 points from Saffron Crumb. You have 1,360.');
    expect(said).toHaveLength(1);
    expect(said[0]).toHaveAttribute('role', 'status');
  });

  test('has its moment, until the person ends it', async () => {
    open('/');
    await listening();
    fake.push(earned);
    expect(await screen.findByText('for your bill of ₹1,200, just now')).toBeVisible();
    expect(screen.getByRole('group', { name: '+120' })).toBeVisible();
    await fireEvent.click(screen.getByRole('button', { name: 'Lovely' }));
    await waitFor(() => expect(screen.queryByRole('group', { name: '+120' })).toBeNull());
    expect(balances()).toContain('1,360');
  });

  test('does not tear the keyboard from someone who types', async () => {
    open('/');
    await listening();
    const field = document.body.appendChild(document.createElement('input'));
    field.focus();
    fake.push(earned);
    await waitFor(() => expect(balances()).toContain('1,360'));
    expect(screen.queryByRole('button', { name: 'Lovely' })).toBeNull();
    expect(document.activeElement).toBe(field);
    field.remove();
  });

  test('does not open the line anew, nor ask again for what it did not change', async () => {
    open('/cards/Card%3A1');
    await screen.findByRole('switch', { name: 'SMS' });
    await listening();
    const before = [asked('CardChanged').length, asked('WalletConsents').length, asked('WalletRecent').length];
    fake.push(earned);
    await waitFor(() => expect(balances()).toEqual(['1,360']));
    const after = [asked('CardChanged').length, asked('WalletConsents').length, asked('WalletRecent').length];
    expect(after).toEqual(before);
  });

  test('of an older state changes nothing', async () => {
    open('/');
    await listening();
    fake.push(card({ balance: 1, version: 6 }));
    expect(balances()).toContain('1,240');
  });
});

describe('a card', () => {
  test('shows its balance, what it is worth, and what happened last', async () => {
    open('/cards/Card%3A1');
    expect(await screen.findByTestId('balance')).toHaveTextContent('1,240');
    expect(screen.getByText('points, worth ₹310')).toBeVisible();
    expect(await screen.findByText('Points earned')).toBeVisible();
  });

  test('that is not the person’s leads back to those that are', async () => {
    open('/cards/Card%3A9');
    expect(await screen.findByText('This card is not in your wallet.')).toBeVisible();
    expect(within(screen.getByRole('main')).getByRole('link', { name: 'Your cards' })).toHaveAttribute(
      'href',
      '/',
    );
  });

  test('takes a consent at once, and gives it back when the server refuses', async () => {
    fake.answers.WalletConsent = () => ({
      recordConsent: {
        consents: [],
        errors: [{ code: 'NOT_YOURS', message: 'Not yours.', path: [], params: null }],
      },
    });
    open('/cards/Card%3A1');
    const sms = await screen.findByRole('switch', { name: 'SMS' });
    await fireEvent.click(sms);
    expect(asked('WalletConsent')[0]?.variables).toEqual({
      input: { cardId: 'Card:1', businessId: 'PublicBusiness:1', channel: 'SMS', isGranted: true },
    });
    await waitFor(() => expect(sms).not.toBeChecked());
  });
});

describe('activity', () => {
  const past = (id: string, occurredAt: string, points: number) =>
    transaction({
      id,
      occurredAt,
      points,
      kind: points > 0 ? 'EARN' : 'REDEEM',
      reason: points > 0 ? '' : 'Cardamom bun',
    });

  test('is of the card used last, in months', async () => {
    fake.answers.WalletActivity = () => ({
      viewer: {
        person: {
          id: 'Person:1',
          activity: page([past('a', '2025-11-14T12:00:00Z', -180), past('b', '2025-10-14T12:00:00Z', 90)]),
        },
      },
    });
    open('/activity');
    expect(await screen.findByRole('heading', { name: 'November 2025' })).toBeVisible();
    expect(screen.getByRole('heading', { name: 'October 2025' })).toBeVisible();
    expect(screen.getByText('Cardamom bun')).toBeVisible();
    expect(screen.getByText('−180')).toBeVisible();
    expect(asked('WalletActivity')[0]?.variables).toMatchObject({ cardId: 'Card:1' });
  });

  test('of all cards is asked for without a card', async () => {
    fake.answers.WalletActivity = () => ({
      viewer: { person: { id: 'Person:1', activity: page([past('a', '2025-11-14T12:00:00Z', 9)]) } },
    });
    open('/activity?card=all');
    expect(await screen.findByText('Visits')).toBeVisible();
    expect(asked('WalletActivity')[0]?.variables).toMatchObject({ cardId: null });
  });

  test('goes on where the last page ended', async () => {
    fake.answers.WalletActivity = ({ after }) => {
      const first = {
        ...page([past('a', '2025-11-14T12:00:00Z', 9)]),
        pageInfo: { endCursor: 'x', hasNextPage: true },
      };
      const activity = after === 'x' ? page([past('b', '2025-09-14T12:00:00Z', 8)]) : first;
      return { viewer: { person: { id: 'Person:1', activity } } };
    };
    open('/activity');
    await fireEvent.click(await screen.findByRole('button', { name: 'Load more' }));
    expect(await screen.findByRole('heading', { name: 'September 2025' })).toBeVisible();
    expect(screen.getByRole('heading', { name: 'November 2025' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
  });
});

describe('kids', () => {
  const kids = (list: object[]) => ({ viewer: { person: { id: 'Person:1', kids: list } } });
  const meher = {
    id: 'Kid:1',
    firstName: 'Meher',
    birthday: { day: 29, month: 2, year: 2020 },
    nextBirthday: '2027-02-28',
    turns: 7,
  };

  test('with a leap day say when it is kept', async () => {
    fake.answers.WalletKids = () => kids([meher]);
    open('/you/kids');
    expect(await screen.findByRole('heading', { name: /^Meher turns 7/ })).toBeVisible();
    expect(screen.getByText('28 February in most years')).toBeVisible();
  });

  test('are not added without a guardian’s consent', async () => {
    fake.answers.WalletKids = () => kids([]);
    open('/you/kids');
    await fireEvent.input(await screen.findByLabelText('First name'), { target: { value: 'Ira' } });
    await fireEvent.input(screen.getByLabelText('Day'), { target: { value: '3' } });
    await fireEvent.change(screen.getByLabelText('Month'), { target: { value: '12' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Add Ira' }));
    expect(await screen.findByText('Only a parent or guardian can add a child.')).toBeVisible();
    expect(asked('WalletAddKid')).toEqual([]);
  });

  test('are added with one, and the list is asked for again', async () => {
    fake.answers.WalletKids = () => kids([]);
    fake.answers.WalletAddKid = () => ({ addKid: { kid: meher, ...ok } });
    open('/you/kids');
    await fireEvent.input(await screen.findByLabelText('First name'), { target: { value: 'Ira' } });
    await fireEvent.input(screen.getByLabelText('Day'), { target: { value: '3' } });
    await fireEvent.change(screen.getByLabelText('Month'), { target: { value: '12' } });
    await fireEvent.click(screen.getByRole('checkbox'));
    fake.answers.WalletKids = () => kids([meher]);
    await fireEvent.click(screen.getByRole('button', { name: 'Add Ira' }));
    expect(await screen.findByRole('heading', { name: /^Meher turns 7/ })).toBeVisible();
    expect(asked('WalletAddKid')[0]?.variables).toEqual({
      input: { firstName: 'Ira', birthday: { day: 3, month: 12 }, guardianConsent: true },
    });
  });
});

describe('the code', () => {
  test('of no card yet is the number', async () => {
    fake.answers.WalletHome = () => home();
    open('/code');
    expect(await screen.findByText('+91 98220 41763')).toBeVisible();
  });

  test('that cannot be made says why, and offers the card’s number', async () => {
    fake.answers.CertifyDevice = () => ({
      certifyDevice: {
        certificate: null,
        errors: [{ code: 'X', message: 'Not now.', path: [], params: null }],
      },
    });
    open('/code/Card%3A1');
    expect(await screen.findByText('Not now.')).toBeVisible();
    expect(screen.getByText('100000005')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
  });
});
