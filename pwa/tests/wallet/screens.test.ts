import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, test, vi } from 'vitest';
import { saveSnapshot } from '$data/snapshot';
import { card, transaction } from './make';
import { asked, balances, home, listening, open, person, saffron, stage } from './stage';

const { fake } = await vi.hoisted(() => import('./fake'));
vi.mock('$data/client', () => ({ clientFor: () => fake.client }));

stage();

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
    expect(await screen.findByRole('link', { name: /^150 points expire after/ })).toBeVisible();
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
    expect(await screen.findByText('You are offline. Your code still works.')).toBeVisible();
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
      balanceAfter: 1360,
      recordedAt: '2026-03-10T12:05:00Z',
      purchase: { id: 'Purchase:1', billNumber: '7', amount: { minorUnits: 120_000, currency: 'INR' } },
    }),
  });

  test('is on the card at once and is said once', async () => {
    open('/');
    await listening();
    fake.push(earned);
    await waitFor(() => expect(balances()).toContain('1,360'));
    const said = await screen.findAllByText('120 points from Saffron Crumb. You have 1,360.');
    expect(said).toHaveLength(1);
    expect(said[0]).toHaveAttribute('role', 'status');
  });

  test('has its moment, until the person ends it', async () => {
    open('/');
    await listening();
    fake.push(earned);
    expect(await screen.findByText('for your bill of ₹1,200, just now')).toBeVisible();
    expect(screen.getByRole('region', { name: '+120' })).toBeVisible();
    await fireEvent.click(screen.getByRole('button', { name: 'Lovely' }));
    await waitFor(() => expect(screen.queryByRole('region', { name: '+120' })).toBeNull());
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
    const before = [
      asked('CardChanged').length,
      asked('WalletConsents').length,
      asked('WalletRecent').length,
    ];
    fake.push(earned);
    await waitFor(() => expect(balances()).toEqual(['1,360']));
    const after = [asked('CardChanged').length, asked('WalletConsents').length, asked('WalletRecent').length];
    expect(after).toEqual(before);
  });

  test('stays among what happened last when the next one comes', async () => {
    open('/cards/Card%3A1');
    await screen.findByRole('switch', { name: 'SMS' });
    await listening();
    fake.push(earned);
    await waitFor(() => expect(balances()).toContain('1,360'));
    const next = transaction({
      ...earned.lastTransaction,
      id: 'Transaction:3',
      points: 30,
      balanceAfter: 1390,
    });
    const second = { ...earned, balance: 1390, version: 9, lastTransaction: next };
    fake.push(second);
    const recent = screen.getByRole('heading', { name: 'Recently' }).closest('section') as HTMLElement;
    const after = () =>
      within(recent)
        .getAllByText(/^1,\d{3}$/)
        .map((each) => each.textContent);
    await waitFor(() => expect(after()).toEqual(['1,390', '1,360', '1,240']));
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
