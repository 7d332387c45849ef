import type { Translation } from '../types';
import type en from '../en/redeem';

const texts: Translation<typeof en> = {
  rewards: 'Prämien',
  none: 'Hier ist gerade keine Prämie im Angebot.',
  points: { one: '{count} Punkt', other: '{count} Punkte' },
  free: 'nichts zu zahlen',
  hold: 'Vormerken',
  offline:
    'Eine Prämie braucht das Netz, damit kein Punkt doppelt ausgegeben wird. Der Gutschein auf dem Telefon geht später.',
  missing: { one: 'Es fehlt {count} Punkt', other: 'Es fehlen {count} Punkte' },
  whyPHONE_UNVERIFIED: 'Erst muss die Telefonnummer bestätigt sein: einmal am Telefon anmelden.',
  whyOUT_OF_STOCK: 'Nichts mehr da.',
  whyLIMIT_REACHED: 'So viele wie erlaubt sind genommen. Ein andermal wieder.',
  whyTIER_TOO_LOW: 'Für eine andere Stufe.',
  whyWRONG_STORE: 'Nur in anderen Filialen.',
  whyNOT_NOW: 'An anderen Tagen oder zu anderen Stunden.',
  whyNOT_YET: 'Es hat noch nicht begonnen.',
  whyENDED: 'Es ist vorbei.',
  whyNOT_OFFERED: 'Sie wird nur geschenkt.',
  whyNO_CHILD_OF_AGE: 'Für Eltern eines Kindes in einem bestimmten Alter.',
  held: 'Vorgemerkt für {name}',
  heldWhy: {
    one: '{count} Punkt liegt bereit. Lassen Sie los, kommt er zurück.',
    other: '{count} Punkte liegen bereit. Lassen Sie los, kommen sie zurück.',
  },
  heldFree: 'Ein Stück liegt bereit. Lassen Sie los, kommt es zurück.',
  left: 'Um {time} löst es sich von selbst.',
  takeMoney: 'Nehmen Sie erst {money} an der Kasse.',
  now: 'Jetzt übergeben',
  keep: 'Auf das Telefon',
  letGo: 'Loslassen',
  done: '{reward} ist übergeben.',
  kept: '{reward} ist auf dem Telefon von {name}.',
  gone: 'Losgelassen. Alles ist wie vorher.',
  ranOut: 'Die fünfzehn Minuten sind um. Punkte und Stück sind zurück; beginnen Sie neu.',
  another: 'Eine andere Prämie',
  ready: 'Liegt zum Abholen bereit',
  handOver: 'Übergeben',
  isOPEN: 'Erst muss es vorbereitet werden.',
  isREADY: 'Es liegt zum Abholen bereit.',
  isHANDED_OVER: 'Es wurde übergeben.',
};

export default texts;
