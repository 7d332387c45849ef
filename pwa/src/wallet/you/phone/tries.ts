/** How often a code may still be tried. */
import { t } from '$i18n';

/** The sentence after a wrong code; empty where nothing is to be said. */
export function triesLeft(errors: readonly { code: string; params?: unknown }[]): string {
  const wrong = errors.find(({ code }) => code === 'WRONG_CODE');
  const left = (wrong?.params as { triesLeft?: number } | undefined)?.triesLeft;
  if (left === undefined) return '';
  return left > 0 ? t('you.triesLeft', { count: left }) : t('you.noTries');
}
