import type { Translation } from '../types';
import type en from '../en/inbox';

const texts: Translation<typeof en> = {
  empty: 'Noch keine Nachrichten',
  emptyWhy: 'Wenn Punkte bald verfallen oder ein Laden etwas für Sie hat, steht es hier.',
  kept: 'Nachrichten bleiben 90 Tage.',
  older: 'Ältere Nachrichten',
  new: 'Neu.',
  yesterday: 'Gestern',
  unknown: 'Es gibt Neues für Sie',
  unknownBody: 'Aktualisieren Sie die App, um es zu lesen.',
  birthday_voucher: 'Ein Geburtstagsgeschenk: {what}',
  birthday_voucherBody: 'Es liegt bis zum {day} auf Ihrer Karte.',
  birthday_points: { one: '{count} Punkt zum Geburtstag', other: '{count} Punkte zum Geburtstag' },
  birthday_pointsBody: 'Ein Geschenk von {shop}.',
  points_expiring: {
    one: '{count} Punkt verfällt bald',
    other: '{count} Punkte verfallen bald',
  },
  points_expiringBody: 'Gültig bis einschließlich {day}. Lösen Sie sie rechtzeitig ein.',
  points_extended: {
    one: '{count} Punkt gilt länger',
    other: '{count} Punkte gelten länger',
  },
  points_extendedBody: 'Jetzt gültig bis einschließlich {day}. {reason}',
  points_reinstated: {
    one: '{count} verfallener Punkt ist zurück',
    other: '{count} verfallene Punkte sind zurück',
  },
  points_reinstatedBody: 'Gültig bis einschließlich {day}. {reason}',
  gift_arrived: {
    one: '{count} Punkt von {name}',
    other: '{count} Punkte von {name}',
  },
  gift_arrivedBody: '{text}',
  gift_returned: 'Ihr Geschenk kam zurück',
  gift_returnedBody: 'Niemand hat die {points} Punkte für {name} abgeholt.',
  household_invited: '{name} lädt Sie in einen Haushalt ein',
  household_invitedBody: 'Geben Sie Punkte gemeinsam aus, oder lehnen Sie ab.',
  household_limit: '{name} hat eine Grenze erreicht',
  household_limitBody: '{points} Punkte des Haushalts wurden ausgegeben.',
  phone_changed: 'Ihre Nummer wurde geändert',
  phone_changedBody:
    'Ihre Karten stehen jetzt unter {phone}. Waren Sie das nicht? Fragen Sie im Laden, mit Ihrer Karte.',
};

export default texts;
