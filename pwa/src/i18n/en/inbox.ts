export default {
  empty: 'No messages yet',
  emptyWhy: 'When points are about to expire, or a shop has something for you, it is told here.',
  kept: 'Messages are kept for 90 days.',
  older: 'Older messages',
  new: 'New.',
  yesterday: 'Yesterday',
  unknown: 'There is news for you',
  unknownBody: 'Update the app to read it.',
  birthday_voucher: 'A birthday present: {what}',
  birthday_voucherBody: 'It is on your card until {day}.',
  birthday_points: { one: '{count} point for a birthday', other: '{count} points for a birthday' },
  birthday_pointsBody: 'A present from {shop}.',
  points_expiring: {
    one: '{count} point expires soon',
    other: '{count} points expire soon',
  },
  points_expiringBody: 'Good through {day}. Use them while they last.',
  points_extended: {
    one: '{count} point lives longer',
    other: '{count} points live longer',
  },
  points_extendedBody: 'Now good through {day}. {reason}',
  points_reinstated: {
    one: '{count} expired point is back',
    other: '{count} expired points are back',
  },
  points_reinstatedBody: 'Good through {day}. {reason}',
} as const;
