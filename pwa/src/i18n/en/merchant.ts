export default {
  till: 'Till',
  bills: 'Bills',
  queue: 'Queue',
  shift: 'Shift',
  scan: 'Scan',
} as const;
