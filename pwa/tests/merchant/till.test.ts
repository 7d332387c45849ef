import { expect, test } from 'vitest';
import { buyerInput } from '../../src/merchant/outbound';
import { chosenLines } from '../../src/merchant/returning';
import type { BuyerInfo } from '../../src/merchant/till.svelte';

const info = { id: 'C1' } as BuyerInfo;

test('a scanned customer is named by the token, a found one by the id', () => {
  expect(buyerInput({ kind: 'known', info, token: 'T' })).toEqual({ customerToken: 'T' });
  expect(buyerInput({ kind: 'known', info })).toEqual({ customerId: 'C1' });
});

test('without the net the code itself goes along, with the moment it was seen', () => {
  const scannedAt = '2026-03-05T09:30:10Z';
  expect(buyerInput({ kind: 'code', code: 'R1:X', scannedAt, number: '···· 1234' })).toEqual({
    offlineCode: 'R1:X',
    scannedAt,
  });
  expect(buyerInput({ kind: 'phone', phone: '+919822041763' })).toEqual({ phone: '+919822041763' });
});

test('lines come back with what is still open of them', () => {
  const line = (seq: number, amount: number, returned: number) => ({
    seq,
    name: '',
    sku: '',
    amount: { minorUnits: amount },
    returned: { minorUnits: returned },
  });
  const lines = [line(1, 500, 0), line(2, 300, 100), line(3, 200, 200)];
  expect(chosenLines(lines, [1, 2, 3])).toEqual([
    { seq: 1, amountMinorUnits: 500 },
    { seq: 2, amountMinorUnits: 200 },
  ]);
  expect(chosenLines(lines, [])).toEqual([]);
});
