import type { Translation } from '../types';
import type en from '../en/wallet';

const texts: Translation<typeof en> = {
  cards: 'Karten',
  rewards: 'Prämien',
  activity: 'Umsätze',
  you: 'Profil',
  youNamed: 'Profil von {name}',
  yourCards: 'Ihre Karten',
  inbox: 'Nachrichten',
  inboxNew: { one: '{count} neue Nachricht', other: '{count} neue Nachrichten' },
  showCode: 'Meinen Code zeigen',
  offlineTag: 'Offline',
  offline: 'Sie sind offline. Ihr Code funktioniert trotzdem.',
  balancesFrom: 'Stand: {age}',
  ageToday: 'heute {time}, {ago}',
  ageBefore: '{day}, {time}',
  notRefreshed: 'Die neuesten Punktestände konnten nicht geladen werden.',
  nothingKept:
    'Auf diesem Gerät ist noch nichts gespeichert. Verbinden Sie sich einmal, dann bleibt es hier.',
  worth: '{money} wert',
  since: 'Seit {month}',
  worksIn: { one: 'Gilt in {count} Laden', other: 'Gilt in {count} Läden' },
  onTheirWay: 'Unterwegs',
  pendingPoints: { one: '{count} Punkt', other: '{count} Punkte' },
  last: 'Zuletzt',
  expiring: 'Verfallend',
  expireOn: {
    one: '{count} Punkt verfällt nach dem {day}',
    other: '{count} Punkte verfallen nach dem {day}',
  },
  today: 'Heute, {time}',
  yesterday: 'Gestern, {time}',
  todayWord: 'Heute',
};

export default texts;
