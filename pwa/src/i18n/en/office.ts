export default {
  overview: 'Overview',
  customers: 'Customers',
  segments: 'Segments',
  campaigns: 'Campaigns',
  rewards: 'Rewards and tiers',
  stores: 'Programs and stores',
  settings: 'Settings',
} as const;
