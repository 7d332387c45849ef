import type { Translation } from '../types';
import type en from '../en/points';

const texts: Translation<typeof en> = {
  title: 'Punkte',
  extensions: 'Verlängern',
  waiting: 'Wartende',
  extend: 'Gültigkeit verlängern',
  extendOf: 'Punkte von {name} verlängern',
  extendWhat:
    'Punkte, die bald verfallen, können länger gelten: nach einer Schließung, zu Feiertagen, als Geschenk. Wen es betrifft, der erfährt es in der App.',
  extendHow: 'Welche Punkte: die, deren letzter Tag in diese Zeit fällt.',
  from: 'Letzter Tag von',
  to: 'bis',
  until: 'Gültig bis einschließlich',
  untilHint: 'Ein Tag nach dieser Zeit.',
  reasonHint: 'Die Kunden sehen ihn.',
  would: '{points} Punkte von {members} Kunden.',
  wouldNothing: 'In dieser Zeit verfallen keine Punkte.',
  extended: 'Sie gelten jetzt bis {day}.',
  untilDay: '{points} Punkte, gültig bis {day}',
  span: 'sonst verfallen {from} bis {to}',
  members: { one: '{count} Kunde', other: '{count} Kunden' },
  underWay: 'läuft',
  noExtension: 'Noch nichts verlängert',
  noExtensionWhy: 'Bevor etwas geschieht, sehen Sie, wie viele Punkte und Kunden es betrifft.',
  waitingWhat:
    'Punkte, die noch nicht eingelöst werden können. Sie werden an ihrem Tag von selbst frei, durch ein Bestellsystem oder hier.',
  nobodyWaits: 'Keine Punkte warten',
  nobodyWaitsWhy:
    'In den Einstellungen des Programms legen Sie fest, ob Punkte warten, etwa bis die Rückgabefrist vorbei ist.',
  somebody: 'Ein Kunde',
  releasedOn: 'frei ab {day}',
  release: 'Jetzt freigeben',
  releaseOf: '{points} Punkte von {name} freigeben?',
  releaseWhy: 'Sie sind sofort nutzbar, und die Zeit bis zum Verfall beginnt.',
  released: 'Freigegeben.',
  cancel: 'Stornieren',
  cancelOf: '{points} Punkte von {name} zurücknehmen?',
  cancelWhy: 'Sie werden nie nutzbar. Gehören sie zu einem Bon, nimmt dessen Rückgabe nichts mehr.',
  cancelled: 'Zurückgenommen.',
  useBy: 'Gültig bis',
  moreDays: { one: 'und {count} weiterer Tag', other: 'und {count} weitere Tage' },
  expired: 'Kürzlich verfallen',
  expiredOn: 'Verfallen am {day}',
  giveBackUntil: 'Rückgabe möglich bis {day}',
  reinstate: 'Zurückgeben',
  reinstateWhat:
    'Punkte von {name}, die am {day} verfallen sind. Sie können bis {closes} zurückgegeben werden.',
  reinstated: '{name} hat {points} Punkte zurück.',
  wholeNeeded: 'Geben Sie eine ganze Zahl ein.',
  reminders: 'Erinnern vor dem Verfall (Tage)',
  remindersHint: 'Zum Beispiel 30, 7, 1. Leer: keine Erinnerung.',
  remindersWrong: 'Bis zu fünf Zahlen von 1 bis 180.',
  reinstateWithin: 'Verfallene Punkte zurückgeben, bis (Tage)',
};

export default texts;
