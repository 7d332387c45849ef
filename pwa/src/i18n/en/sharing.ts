export default {
  title: 'Paying, giving, sharing',
  example: 'For example',
  payment: 'Paying with points',
  paymentWhy: 'Customers pay part of a bill with points at the till. What they pay with points earns none.',
  paymentOn: 'Bills may be paid with points',
  maxPercent: 'Largest part of a bill, in %',
  payStep: 'In steps of',
  payMin: 'Points, at least',
  payMax: 'Points, at most',
  payExample: 'Of a bill of {bill}, at most {points} points pay {money}.',
  payNone: 'A bill of {bill} is paid with money alone.',
  gifts: 'Gifts between customers',
  giftsWhy:
    'A customer gives points to another, by number or card. The points keep their expiry. Both must have proved their numbers.',
  giftsOn: 'Customers may give points to each other',
  minGift: 'One gift, at least',
  maxGift: 'One gift, at most',
  perDay: 'One customer in a day',
  perMonth: 'One customer in a month',
  waitDays: 'Days that a gift waits',
  waitWhy: 'For a number that is no customer’s yet. Then the points go back.',
  giftExample:
    'Asha gives Ravi {min} to {max} points. If Ravi is no customer yet, they wait {days} days for him and then go back to Asha.',
  giftOff: 'Nobody gives points away. Gifts that are on their way still arrive.',
  households: 'Households',
  householdsWhy:
    'Families spend together. Points stay on the card that earned them; members may spend each other’s, within the limits that a guardian sets.',
  householdsOn: 'Customers may make households',
  maxMembers: 'Members, at most',
  householdExample:
    'Up to {members} people. A child without points takes a reward: the parents’ points pay, the ones that expire soonest first.',
  householdOff: 'Everybody spends their own points alone. Households that exist are kept and rest.',
} as const;
