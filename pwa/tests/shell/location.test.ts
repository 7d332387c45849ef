import { beforeAll, beforeEach, expect, test } from 'vitest';
import { back, navigate, path, query, startRouter } from '$shell/location.svelte';

beforeAll(() => {
  window.scrollTo = () => undefined;
  startRouter();
});
beforeEach(() => {
  document.body.innerHTML = '';
  navigate('/start', { replace: true });
});

/** Clicks, and tells whether the app took the click; the browser does nothing in either case. */
function taken(html: string, init: MouseEventInit = {}): boolean {
  document.body.innerHTML = html;
  const event = new MouseEvent('click', { bubbles: true, cancelable: true, ...init });
  let prevented = false;
  const last = () => {
    prevented = event.defaultPrevented;
    event.preventDefault();
  };
  addEventListener('click', last, { once: true });
  document.querySelector('a > *')?.dispatchEvent(event);
  return prevented;
}

test('a link inside the app does not load a page', () => {
  expect(taken('<a href="/c/1?from=stack"><b>x</b></a>')).toBe(true);
  expect(path()).toBe('/c/1');
  expect(query().get('from')).toBe('stack');
});

test.each([
  ['of another place', '<a href="https://example.com/c/1"><b>x</b></a>', {}],
  ['for a new window', '<a href="/c/1" target="_blank"><b>x</b></a>', {}],
  ['to download', '<a href="/c/1" download><b>x</b></a>', {}],
  ['to another door of the server', '<a href="/docs"><b>x</b></a>', {}],
  ['with a key held', '<a href="/c/1"><b>x</b></a>', { ctrlKey: true }],
])('a link %s is the browser’s', (_, html, init) => {
  expect(taken(html, init)).toBe(false);
  expect(path()).toBe('/start');
});

test('back leads to the fallback where the person came in', () => {
  back('/office');
  expect(path()).toBe('/office');
});
