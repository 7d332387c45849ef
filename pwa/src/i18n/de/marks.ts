import type { Translation } from '../types';
import type en from '../en/marks';

const texts: Translation<typeof en> = {
  none: 'Kein Bild',
  sprout: 'Keimling',
  medal: 'Medaille',
  award: 'Schleife',
  crown: 'Krone',
  gem: 'Edelstein',
  star: 'Stern',
  heart: 'Herz',
  house: 'Haus',
  coffee: 'Kaffee',
  cake: 'Kuchen',
  gift: 'Geschenk',
  ticket: 'Gutschein',
  percent: 'Prozent',
  truck: 'Lieferung',
  clock: 'Uhr',
  armchair: 'Reservierter Platz',
};

export default texts;
