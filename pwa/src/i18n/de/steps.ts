import type { Translation } from '../types';
import type en from '../en/steps';

const texts: Translation<typeof en> = {
  trim: 'Nimmt die Leerzeichen an beiden Enden weg.',
  upper: 'Macht alle Buchstaben groß.',
  lower: 'Macht alle Buchstaben klein.',
  digits: 'Behält nur die Ziffern.',
  collapse_space: 'Macht aus mehreren Leerzeichen eines.',
  strip_crlf: 'Macht aus jedem Zeilenumbruch ein Leerzeichen.',
  split: 'Ein Teil von mehreren: split("/", 0) ist der erste, split("/", -1) der letzte.',
  substr: 'Buchstaben nach ihrem Platz: substr(0, 3) sind die ersten drei.',
  regex_extract: 'Was ein Muster findet: regex_extract("[0-9]+").',
  const: 'In jeder Zeile dasselbe Wort, was auch in der Spalte steht.',
  hash_id:
    'Ein Schlüssel aus 32 Zeichen, der aus dem Wert entsteht: für Schlüssel, die zu lang oder kein Text sind.',
  json_pick: 'Ein Wert aus JSON nach seinem Namen, sonst der erste: json_pick(de_DE).',
  coalesce: 'Ist diese Spalte leer, die erste andere, die es nicht ist.',
  concat: 'Diese Spalte und andere mit etwas dazwischen: concat("-", jahr).',
  int: 'Eine ganze Zahl.',
  decimal: 'Eine Zahl mit Nachkommastellen: decimal(2) rundet auf zwei.',
  money_minor: 'Ein Betrag wie 640,50, gehalten in der kleinsten Einheit der Währung.',
  abs: 'Lässt ein Minus weg.',
  sign: 'Unter null das eine Wort, sonst das andere: sign(return, sale).',
  negate_if: 'Ein Minus, wo eine andere Spalte es sagt: negate_if(type, "=", R).',
  bool: 'Ja oder Nein; eigene Wörter für Ja: bool(aktiv, offen).',
  map: 'Für jedes Wort ein anderes: Aus SR wird return, aus allem anderen sale.',
  e164: 'Eine Telefonnummer mit ihrem Land: e164(DE).',
  date: 'Ein Tag, wie die Spalte ihn schreibt: date("%d.%m.%Y").',
  datetime: 'Ein Tag mit Uhrzeit, nach der Uhr der Verbindung oder einer Zeitzone, die Sie nennen.',
  combine_date_time: 'Der Tag dieser Spalte mit der Uhrzeit einer anderen: combine_date_time(bill_time).',
};

export default texts;
