import type { Translation } from '../types';
import type en from '../en/useby';

const texts: Translation<typeof en> = {
  title: 'Gültig bis',
  year: 'Die nächsten zwölf Monate',
  what: 'Wann Ihre {unit} verfallen. Beim Einlösen kommen die ältesten zuerst.',
  today: 'Heute ist der letzte Tag',
  daysLeft: { one: 'Noch {count} Tag', other: 'Noch {count} Tage' },
  later: { one: '{count} Punkt gilt länger.', other: '{count} Punkte gelten länger.' },
  none: 'Innerhalb eines Jahres verfällt nichts',
  noneWhy: 'Ihre Punkte bleiben. Sollte sich das ändern, erfahren Sie es rechtzeitig.',
  noPoints: 'Sobald Sie Punkte haben, stehen hier ihre letzten Tage.',
  noSuchCard: 'Diese Karte gibt es nicht.',
};

export default texts;
