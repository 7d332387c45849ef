export default {
  title: 'Use by',
  year: 'The next twelve months',
  what: 'When your {unit} expire. Spending takes the oldest first.',
  today: 'Today is the last day',
  daysLeft: { one: '{count} day left', other: '{count} days left' },
  later: { one: '{count} point lasts longer.', other: '{count} points last longer.' },
  none: 'Nothing expires within a year',
  noneWhy: 'Your points last. If that changes, you are told in time.',
  noPoints: 'Once you have points, their last days are listed here.',
  noSuchCard: 'There is no such card.',
} as const;
