import { fireEvent, screen } from '@testing-library/svelte';
import { describe, expect, test, vi } from 'vitest';
import { readSnapshot } from '$data/snapshot';
import { transaction } from './make';
import { asked, open, page, stage } from './stage';

const { fake } = await vi.hoisted(() => import('./fake'));
vi.mock('$data/client', () => ({ clientFor: () => fake.client }));

stage();

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

  test('of one card is never shown as another’s', async () => {
    fake.answers.WalletActivity = ({ cardId }) =>
      cardId === 'Card:1'
        ? {
            viewer: { person: { id: 'Person:1', activity: page([past('a', '2025-11-14T12:00:00Z', -180)]) } },
          }
        : undefined;
    open('/activity');
    expect(await screen.findByText('Cardamom bun')).toBeVisible();
    await fireEvent.change(screen.getByLabelText('Show the activity of'), { target: { value: 'Card:2' } });
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeVisible();
    expect(screen.queryByText('Cardamom bun')).toBeNull();
    expect(await readSnapshot('customer:activity:Card:2')).toBeUndefined();
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
