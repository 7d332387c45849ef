/** Time in steps: which code is due by the server's clock, and how long it still lasts. */

interface Turn {
  step: number;
  /** Milliseconds until the next step begins. */
  left: number;
}

export function turnAt(now: number, offset: number, stepSeconds: number): Turn {
  const at = now + offset;
  const length = stepSeconds * 1000;
  const step = Math.floor(at / length);
  return { step, left: (step + 1) * length - at };
}

/** Eight digits as people say them: `4821 7730`. */
export const spoken = (digits: string): string => digits.replace(/\D/g, '').replace(/(\d{4})(?=\d)/g, '$1 ');
