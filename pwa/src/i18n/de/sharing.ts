import type { Translation } from '../types';
import type en from '../en/sharing';

const texts: Translation<typeof en> = {
  title: 'Zahlen, schenken, teilen',
  example: 'Zum Beispiel',
  payment: 'Mit Punkten zahlen',
  paymentWhy:
    'Kunden zahlen an der Kasse einen Teil ihres Einkaufs mit Punkten. Für diesen Teil gibt es keine neuen.',
  paymentOn: 'Einkäufe lassen sich mit Punkten bezahlen',
  maxPercent: 'Größter Teil eines Einkaufs, in %',
  payStep: 'In Schritten von',
  payMin: 'Punkte, mindestens',
  payMax: 'Punkte, höchstens',
  payExample: 'Bei einem Einkauf von {bill} zahlen höchstens {points} Punkte {money}.',
  payNone: 'Ein Einkauf von {bill} wird nur mit Geld bezahlt.',
  gifts: 'Geschenke unter Kunden',
  giftsWhy:
    'Ein Kunde schenkt einem anderen Punkte, per Nummer oder Karte. Sie verfallen so, wie sie es sonst täten. Beide müssen ihre Nummer bestätigt haben.',
  giftsOn: 'Kunden dürfen einander Punkte schenken',
  minGift: 'Ein Geschenk, mindestens',
  maxGift: 'Ein Geschenk, höchstens',
  perDay: 'Ein Kunde am Tag',
  perMonth: 'Ein Kunde im Monat',
  waitDays: 'Tage, die ein Geschenk wartet',
  waitWhy: 'Auf eine Nummer, die noch kein Kunde hat. Danach gehen die Punkte zurück.',
  giftExample:
    'Asha schenkt Ravi {min} bis {max} Punkte. Ist Ravi noch kein Kunde, warten sie {days} Tage auf ihn und gehen dann zurück.',
  giftOff: 'Niemand verschenkt Punkte. Was unterwegs ist, kommt noch an.',
  households: 'Haushalte',
  householdsWhy:
    'Familien geben gemeinsam aus. Punkte bleiben auf der Karte, die sie verdient hat; die Mitglieder dürfen gegenseitig davon ausgeben, in den Grenzen, die ein Vormund setzt.',
  householdsOn: 'Kunden dürfen Haushalte gründen',
  maxMembers: 'Mitglieder, höchstens',
  householdExample:
    'Bis zu {members} Personen. Ein Kind ohne Punkte nimmt eine Prämie: Die Punkte der Eltern zahlen, und zwar die zuerst, die am ehesten verfallen.',
  householdOff: 'Alle geben nur die eigenen Punkte aus. Bestehende Haushalte bleiben und ruhen.',
};

export default texts;
