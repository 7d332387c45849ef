import type { Translation } from '../types';
import type en from '../en/tables';

const texts: Translation<typeof en> = {
  title: 'Ein eigener Datenstrom',
  why: 'Welche Tabelle von {name} gelesen wird, und wie. Welche Spalte welches Feld ist, kommt danach.',
  kind: 'Was ihre Zeilen sind',
  replaces: 'Ersetzt die vorher gewählten Tabellen; gelesen wurde davon noch nichts.',
  hasLines: 'Die Zeilen der Belege haben eine eigene Tabelle',
  hasLinesHint: 'Nötig für Regeln nach Artikel.',
  table: 'Tabelle',
  columns: { one: 'Sie hat {count} Spalte.', other: 'Sie hat {count} Spalten; alle werden gelesen.' },
  years: 'Jedes Geschäftsjahr hat eine; die des nächsten findet sich von selbst.',
  key: 'Was eine Zeile benennt',
  keyHint: 'Keine zwei Zeilen haben dasselbe, und es ändert sich nie.',
  key2: 'Zusammen mit',
  none: 'Keine',
  parent: 'Was ihren Beleg benennt',
  parentHint: 'Dasselbe, was eine Zeile der Belege benennt.',
  parent2: 'Und der zweite Teil davon',
  cursor: 'Wie neue Zeilen gefunden werden',
  cursorTIME_KEY: 'Nach der Zeit der Erfassung oder Änderung',
  cursorKEY: 'Nach dem, was sie benennt',
  cursorROWVERSION: 'Nach der Zeilenversion des SQL Servers',
  cursorCHANGE_TRACKING: 'Nach der Änderungsverfolgung des SQL Servers',
  cursorSNAPSHOT: 'Indem die ganze Tabelle gelesen wird',
  whyTIME_KEY: 'Findet neue Zeilen, und geänderte, wenn sich die Zeit mit der Änderung bewegt.',
  whyKEY: 'Für Namen, die nur wachsen. Später geänderte Zeilen bleiben unbemerkt.',
  whyROWVERSION: 'Findet jede Änderung.',
  whyCHANGE_TRACKING: 'Findet jede Änderung und jede Löschung; sie muss für die Tabelle eingeschaltet sein.',
  whySNAPSHOT: 'Findet jede Änderung. Für kleine Tabellen: Jedes Mal wird alles gelesen.',
  cursorColumn: 'In welcher Spalte',
  compareWhy: 'Jede Nacht werden die Belege mit der Quelle verglichen, Tag für Tag und Zweig für Zweig.',
  day: 'Tag des Belegs',
  branch: 'Zweig',
  amount: 'Betrag',
  save: 'Speichern und weiter zur Zuordnung',
  saved: 'Gespeichert. Sagen Sie nun, welche Spalte welches Feld ist.',
  allRun: 'Alles wird schon gelesen.',
  allRunWhy:
    'Kunden, Artikel und Belege haben je einen Datenstrom, der begonnen hat. Seine Tabelle lässt sich nicht mehr ändern.',
  noTables: 'Es gibt keine Tabelle zu lesen.',
  noTablesWhy:
    'Bitten Sie Ihre IT, dem Zugang das Lesen zu erlauben, oder legen Sie die Dateien in den Ordner.',
  unreachable: 'Die Tabellen ließen sich nicht nachsehen.',
  gone: 'Diese Verbindung gibt es nicht mehr.',
};

export default texts;
