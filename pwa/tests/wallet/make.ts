/** Cards and transactions to test with. */
import type { Card, StampCard, Standing, Transaction } from '$data/documents/wallet';

const brand = (name: string) => ({
  name,
  stockColor: '#7a2b12',
  foilColor: '#f6b65a',
  motif: 'bread',
  initials: 'SC',
  logoUrl: null,
});

export function transaction(part: Partial<Transaction> = {}): Transaction {
  return {
    id: 'Transaction:1',
    kind: 'EARN',
    points: 120,
    balanceAfter: 1240,
    reason: '',
    occurredAt: '2026-03-10T12:00:00Z',
    recordedAt: '2026-03-10T12:00:00Z',
    isPending: false,
    isHeld: false,
    expiresAt: null,
    storeName: 'Koregaon Park',
    business: { id: 'PublicBusiness:1', brand: brand('Saffron Crumb') },
    purchase: null,
    movedWith: null,
    ...part,
  };
}

export function card(part: Partial<Card> & { name?: string } = {}): Card {
  const { name = 'Saffron Crumb', ...rest } = part;
  return {
    id: 'Card:1',
    takesClaims: false,
    number: '100000005',
    balance: 1240,
    pending: 0,
    version: 7,
    asOf: '2026-03-10T12:00:01Z',
    unreadCount: 0,
    worth: { minorUnits: 31_000, currency: 'INR' },
    expiring: [],
    lastTransaction: transaction(),
    tier: null,
    stampCards: [],
    pointsName: 'points',
    joinedAt: '2025-03-01T09:00:00Z',
    brand: brand(name),
    program: { id: 'PublicProgram:1', name, isCoalition: false, currency: 'INR' },
    businesses: [{ id: 'PublicBusiness:1', brand: brand(name) }],
    ...rest,
  };
}

/** Silver, 60 points below Gold. */
export function standing(part: Partial<Standing> = {}): Standing {
  return {
    tier: { id: 'Tier:2', name: 'Silver', rank: 2, colour: '' },
    next: { id: 'Tier:3', name: 'Gold' },
    since: '2026-03-10T12:00:00Z',
    keepUntil: '2026-12-31',
    measure: 'EARNED',
    missing: 60,
    share: 0.85,
    ...part,
  };
}

/** Seven of ten coffees. */
export function stampCard(part: Partial<StampCard> = {}): StampCard {
  return {
    id: 'StampCard:1',
    stamps: 7,
    stampsNeeded: 10,
    round: 1,
    state: 'OPEN',
    expiresAt: null,
    design: {
      id: 'StampDesign:1',
      name: 'Ten coffees',
      icon: 'coffee',
      pictureUrl: null,
      reward: { id: 'Reward:1', name: 'Free flat white' },
    },
    ...part,
  };
}
