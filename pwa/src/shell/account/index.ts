/** The screen of one's own sign-in, shown by the till and by the office. */
import { useTexts } from '$i18n';

export const account = () =>
  Promise.all([import('./Account.svelte'), useTexts('staff')]).then(([code]) => code);
