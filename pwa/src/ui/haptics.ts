/** A short shake where the device has one; people who ask for less motion get none. */
export function buzz(pattern: number | number[] = 12): void {
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) navigator.vibrate?.(pattern);
}
