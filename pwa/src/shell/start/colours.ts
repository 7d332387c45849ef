/** Pairs of paper and printing to start from. */
export const COLOURS = [
  { stockColor: '#5b1a3a', foilColor: '#f2b56b' },
  { stockColor: '#7a2b12', foilColor: '#f6b65a' },
  { stockColor: '#12443a', foilColor: '#e3cf9b' },
  { stockColor: '#0f3d75', foilColor: '#a6e0d6' },
  { stockColor: '#2b2a33', foilColor: '#e8d7b0' },
  { stockColor: '#efe0c8', foilColor: '#8a4f00' },
] as const;
