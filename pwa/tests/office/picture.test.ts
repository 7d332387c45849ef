import { expect, test } from 'vitest';
import { fit } from '../../src/office/business/picture';

test('a square is the middle of the picture, and no larger than a screen shows it', () => {
  expect(fit(2000, 1000, true)).toEqual({
    part: { x: 500, y: 0, width: 1000, height: 1000 },
    to: [640, 640],
  });
  expect(fit(300, 400, true)).toEqual({ part: { x: 0, y: 50, width: 300, height: 300 }, to: [300, 300] });
});

test('a logo keeps its shape', () => {
  expect(fit(1280, 320, false)).toEqual({ part: { x: 0, y: 0, width: 1280, height: 320 }, to: [640, 160] });
  expect(fit(64, 64, false).to).toEqual([64, 64]);
});
