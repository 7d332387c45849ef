import type { Translation } from '../types';
import type en from '../en/errors';

const texts: Translation<typeof en> = {
  NETWORK: 'Die Verbindung ist abgerissen. Es wurde nichts gespeichert; versuchen Sie es noch einmal.',
  FAILED: 'Bei uns ging etwas schief. Versuchen Sie es gleich noch einmal.',
  UNAUTHENTICATED: 'Melden Sie sich an, um weiterzumachen.',
  FORBIDDEN: 'Ihre Rolle erlaubt das nicht. Fragen Sie die Leitung.',
  NOT_FOUND: 'Das gibt es nicht mehr.',
  RATE_LIMITED: 'Das war zu oft. Warten Sie einen Moment und versuchen Sie es noch einmal.',
};

export default texts;
