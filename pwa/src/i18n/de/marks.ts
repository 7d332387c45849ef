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
  flame: 'Flamme',
  coffee: 'Kaffee',
  'cake-slice': 'Kuchen',
  gift: 'Geschenk',
  ticket: 'Gutschein',
  truck: 'Lieferung',
  clock: 'Uhr',
};

export default texts;
