import type { Translation } from '../types';
import type en from '../en/claim';

const texts: Translation<typeof en> = {
  title: 'Fehlt ein Bon?',
  how: 'Ein Bon, der ohne Ihre Nummer entstand, kann noch Ihrer werden. Sie brauchen Nummer und PIN vom Bon.',
  number: 'Bonnummer',
  numberHint: 'Wie auf dem Bon gedruckt, etwa RT/00042.',
  pin: 'PIN',
  pinHint: 'Auf dem Bon, nahe der Nummer.',
  numberNeeded: 'Geben Sie die Nummer vom Bon ein.',
  pinNeeded: 'Geben Sie die PIN vom Bon ein.',
  take: 'Diesen Bon nehmen',
  offline: 'Sie sind offline. Mit einer Verbindung lässt sich ein Bon nehmen.',
  got: { one: 'Dieser Bon brachte Ihnen {count} Punkt.', other: 'Dieser Bon brachte Ihnen {count} Punkte.' },
  none: 'Dieser Bon ist nun Ihrer. Er bringt hier keine Punkte.',
  another: 'Noch ein Bon',
  toCard: 'Zur Karte',
  noCard: 'Diese Karte ist nicht in Ihrer Brieftasche.',
};

export default texts;
