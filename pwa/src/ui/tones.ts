/** The tones of tags, tiles and avatars: a soft ground and a text of at least 4.5:1 on it (see base.css). */
export const TONES = ['plain', 'good', 'warn', 'danger', 'info', 'joy', 'beet'] as const;
export type Tone = (typeof TONES)[number];
