/** Today of all stores together. */
interface Day {
  bills: number;
  billsByMembers: number;
  joined: number;
  pointsEarned: number;
  amount: { minorUnits: number; currency: string };
  byHour: readonly { hour: number; bills: number }[];
}

interface Total extends Omit<Day, 'byHour'> {
  byHour: Map<number, number>;
}

/** The sum of several stores' days, in one currency. */
export function addUp(days: readonly Day[], currency: string): Total {
  const total: Total = {
    bills: 0,
    billsByMembers: 0,
    joined: 0,
    pointsEarned: 0,
    amount: { minorUnits: 0, currency },
    byHour: new Map(),
  };
  for (const day of days) {
    total.bills += day.bills;
    total.billsByMembers += day.billsByMembers;
    total.joined += day.joined;
    total.pointsEarned += day.pointsEarned;
    total.amount.minorUnits += day.amount.minorUnits;
    for (const { hour, bills } of day.byHour) total.byHour.set(hour, (total.byHour.get(hour) ?? 0) + bills);
  }
  return total;
}
