import type { Translation } from '../types';
import type en from '../en/office';

const texts: Translation<typeof en> = {
  overview: 'Überblick',
  customers: 'Kundschaft',
  segments: 'Segmente',
  campaigns: 'Kampagnen',
  rewards: 'Prämien und Stufen',
  stores: 'Programme und Läden',
  settings: 'Einstellungen',
};

export default texts;
