import type { Translation } from '../types';
import type en from '../en/wallet';

const texts: Translation<typeof en> = {
  cards: 'Karten',
  rewards: 'Prämien',
  activity: 'Verlauf',
  you: 'Sie',
  showCode: 'Meinen Code zeigen',
  noCards: 'Zeigen Sie Ihren Code in einem teilnehmenden Laden, dann erscheint dessen Karte hier.',
};

export default texts;
