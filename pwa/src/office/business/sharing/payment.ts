/** How many points could pay a bill, as the server reckons it: for an example while the rules are typed. */
interface Rules {
  isOn: boolean;
  maxPercent: number;
  minPoints: number;
  maxPoints: number | null;
  step: number;
}

export function mostPoints(rules: Rules, pointValue: number, bill: number): number {
  if (!rules.isOn || rules.step < 1 || pointValue <= 0) return 0;
  const part = Math.floor((bill * rules.maxPercent) / 100);
  const most = Math.min(Math.floor(part / pointValue), rules.maxPoints ?? Infinity);
  const whole = most - (most % rules.step);
  return whole >= rules.minPoints ? whole : 0;
}
