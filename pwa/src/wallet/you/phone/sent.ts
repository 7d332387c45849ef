/** Codes that are on their way. */
export interface Sent {
  /** The new number, in E.164. */
  phone: string;
  /** The number that the person holds now, masked; `undefined` where they hold none: one code is enough then. */
  current: string | undefined;
}
