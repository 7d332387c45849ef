import type { Translation } from '../types';
import type en from '../en/merchant';

const texts: Translation<typeof en> = {
  till: 'Kasse',
  bills: 'Belege',
  queue: 'Warteschlange',
  shift: 'Schicht',
  scan: 'Scannen',
};

export default texts;
