/** One sentence per refusal code that clients meet; an unknown code shows the server's English sentence. */
export default {
  NETWORK: 'The connection was lost. Nothing was saved; try again.',
  FAILED: 'Something went wrong on our side. Try again in a moment.',
  UNAUTHENTICATED: 'Sign in to go on.',
  FORBIDDEN: 'Your role does not allow this. Ask a manager.',
  NOT_FOUND: 'This is no longer there.',
  RATE_LIMITED: 'That was too often. Wait a moment and try again.',
} as const;
