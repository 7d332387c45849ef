import { render, screen, waitFor } from '@testing-library/svelte';
import { createRawSnippet, tick, type Component } from 'svelte';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sessions } from '$data/auth';
import { createRoutes } from '$shell/routes';
import { navigate, path } from '$shell/location.svelte';
import Outlet from '$shell/Outlet.svelte';
import FaceSwitcher from '$shell/FaceSwitcher.svelte';
import { faceOf, warm } from '$shell/faces';
import { startSessions } from '$shell/who.svelte';

const tokens = { accessToken: 'a', refreshToken: 'r', expiresAt: Date.now() + 900_000 };
const page = (text: string) =>
  ((anchor: Comment) => {
    const snippet = createRawSnippet(() => ({ render: () => `<h1>${text}</h1>` }));
    (snippet as unknown as (at: Comment) => void)(anchor);
  }) as unknown as Component;

beforeAll(() => startSessions());
beforeEach(async () => {
  window.scrollTo = () => undefined;
  for (const session of Object.values(sessions)) await session.end();
  navigate('/', { replace: true });
});

describe('the faces', () => {
  test.each([
    ['/', 'wallet'],
    ['/till/scan', 'merchant'],
    ['/office/customers', 'office'],
  ])('%s belongs to %s', (at, face) => expect(faceOf(at)).toBe(face));

  test('what comes first is the sign-in, while nobody is signed in', async () => {
    const asked: string[] = [];
    await warm('/till', (session) => (asked.push(session), false));
    expect(asked).toEqual(['staff']);
  });

  test('a person with both sessions may switch, and sees who is meant', async () => {
    await sessions.customer.start(tokens, '+919822041763');
    await sessions.staff.start(tokens, 'aoife@finch.example');
    render(FaceSwitcher);
    expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
      '/till',
      '/office',
    ]);
    expect(screen.getAllByText('aoife@finch.example')).toHaveLength(2);
  });

  test('a person with one session sees no switch', async () => {
    await sessions.customer.start(tokens, '+919822041763');
    const { container } = render(FaceSwitcher);
    expect(container).toHaveTextContent('');
  });
});

describe('an outlet', () => {
  const routes = createRoutes({ home: '/', card: '/c/:id' });
  const shown = (screens: Record<string, () => Promise<{ default: Component }>>) =>
    render(Outlet, { match: routes.match, screens } as never);

  test('shows the screen of the path, and follows it', async () => {
    shown({ home: async () => ({ default: page('Home') }), card: async () => ({ default: page('Card') }) });
    expect(await screen.findByRole('heading', { name: 'Home' })).toBeVisible();
    navigate('/c/1');
    expect(await screen.findByRole('heading', { name: 'Card' })).toBeVisible();
    expect(path()).toBe('/c/1');
  });

  test('keeps the old screen until the new one is there, and never shows a late one', async () => {
    let arrive: (code: { default: Component }) => void = () => undefined;
    const card = vi.fn(() => new Promise<{ default: Component }>((done) => (arrive = done)));
    shown({ home: async () => ({ default: page('Home') }), card });
    await screen.findByRole('heading', { name: 'Home' });
    navigate('/c/1');
    await waitFor(() => expect(card).toHaveBeenCalledOnce());
    expect(screen.getByRole('heading', { name: 'Home' })).toBeVisible();
    navigate('/');
    arrive({ default: page('Card') });
    await card.mock.results[0]?.value;
    await tick();
    expect(screen.getByRole('heading', { name: 'Home' })).toBeVisible();
    expect(screen.queryByRole('heading', { name: 'Card' })).toBeNull();
  });

  test('says so when the code cannot be had, and tries again', async () => {
    const home = vi.fn(async (): Promise<{ default: Component }> => Promise.reject(new Error('gone')));
    shown({ home });
    const retry = await screen.findByRole('button', { name: 'Try again' });
    home.mockResolvedValue({ default: page('Home') });
    retry.click();
    expect(await screen.findByRole('heading', { name: 'Home' })).toBeVisible();
  });

  test('says so when there is nothing at the address', async () => {
    navigate('/nowhere');
    shown({});
    expect(await screen.findByText('There is nothing at this address.')).toBeVisible();
  });
});
