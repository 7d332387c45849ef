export default {
  cards: 'Cards',
  rewards: 'Rewards',
  activity: 'Activity',
  you: 'You',
  showCode: 'Show my code',
  noCards: 'Show your code at a shop that takes part, and its card appears here.',
} as const;
