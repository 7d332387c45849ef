import type { Translation } from '../types';
import type en from '../en/ui';

const texts: Translation<typeof en> = {
  close: 'Schließen',
  retry: 'Noch einmal versuchen',
  failed: 'Das wurde nicht geladen.',
  failedWhy: 'Vielleicht ist die Verbindung langsam. Es ging nichts verloren.',
  offline: 'Sie sind offline.',
  lost: 'Die Verbindung ist abgerissen. Es wurde nichts gespeichert; versuchen Sie es noch einmal.',
  broken: 'Bei uns ging etwas schief. Versuchen Sie es gleich noch einmal.',
  loading: 'Wird geladen',
  search: 'Suchen',
  country: 'Ländervorwahl',
  day: 'Tag',
  month: 'Monat',
  year: 'Jahr',
  deleteDigit: 'Letzte Ziffer löschen',
  points: { one: 'Punkt', other: 'Punkte' },
  stampOf: '{count} von {total} Stempeln',
  selectAll: 'Alle auswählen',
  selectRow: '{name} auswählen',
  selected: { one: '{count} ausgewählt', other: '{count} ausgewählt' },
  more: 'Mehr laden',
  noRows: 'Hier ist nichts.',
  scanHint: 'Halten Sie den Code in den Rahmen',
  scanPhoto: 'Foto verwenden',
  scanType: 'Code eintippen',
  scanTypeLabel: 'Code',
  scanUse: 'Diesen Code verwenden',
  scanNoCamera: 'Die Kamera ist nicht verfügbar. Tippen Sie den Code ein oder verwenden Sie ein Foto.',
  scanNothing: 'In diesem Foto wurde kein Code gefunden.',
  scanLight: 'Licht',
  yourCode: 'Ihr Code',
  chartTable: 'Dasselbe als Tabelle',
  main: 'Hauptmenü',
};

export default texts;
