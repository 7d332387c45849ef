import { render, screen } from '@testing-library/svelte';
import { createRawSnippet, flushSync } from 'svelte';
import { describe, expect, test, vi } from 'vitest';
import Grown from '../../src/office/Grown.svelte';
import { growing } from '../../src/office/growing.svelte';

const page = (names: readonly string[], endCursor?: string) => ({
  nodes: names.map((id) => ({ id })),
  pageInfo: { endCursor, hasNextPage: endCursor !== undefined },
});

describe('A growing list', () => {
  test('keeps what was read before, each row once and as it is now', () => {
    let answer: {
      nodes: { id: string; says?: string }[];
      pageInfo: { endCursor?: string; hasNextPage: boolean };
    } = page(['a', 'b'], 'at b');
    let round = $state(0);
    const end = $effect.root(() => {
      const list = growing(() => (void round, answer));
      expect(list.items.map(({ id }) => id)).toEqual(['a', 'b']);
      list.more();
      expect(list.after).toBe('at b');
      answer = { ...page([]), nodes: [{ id: 'b', says: 'newer' }, { id: 'c' }] };
      round += 1;
      flushSync();
      expect(list.items).toEqual([{ id: 'a' }, { id: 'b', says: 'newer' }, { id: 'c' }]);
      expect(list.hasMore).toBe(false);
      list.without(['a']);
      expect(list.items.map(({ id }) => id)).toEqual(['b', 'c']);
      list.restart();
      expect(list.after).toBeUndefined();
    });
    end();
  });

  test('takes rows in edges, and rows without an id that look the same', () => {
    const rows = [{ kind: 'NOTE' }, { kind: 'NOTE' }];
    const end = $effect.root(() => {
      const list = growing(() => ({
        edges: rows.map((node) => ({ node })),
        pageInfo: { endCursor: null, hasNextPage: false },
      }));
      expect(list.items).toEqual(rows);
    });
    end();
  });
});

describe('The place of a growing list', () => {
  const words = (text: string) => createRawSnippet(() => ({ render: () => `<p>${text}</p>` }));
  const parts = { children: words('Rows'), empty: words('Nobody waits.') };
  const none = { items: [], hasMore: false, more: vi.fn() };
  const answered = { data: {}, failure: undefined, loading: false, refetch: vi.fn() };

  test('teaches where there is nothing', () => {
    render(Grown, { ...parts, list: none, asked: answered });
    expect(screen.getByText('Nobody waits.')).toBeVisible();
  });
  test('does not call it empty before it is known, or when it could not be had', () => {
    const { rerender } = render(Grown, { ...parts, list: none, asked: { ...answered, loading: true } });
    expect(screen.queryByText('Nobody waits.')).toBeNull();
    void rerender({ asked: { ...answered, failure: 'It broke.' } });
    flushSync();
    expect(screen.queryByText('Nobody waits.')).toBeNull();
    screen.getByRole('button').click();
    expect(answered.refetch).toHaveBeenCalledOnce();
  });
  test('leads on while there is more', () => {
    const more = vi.fn();
    render(Grown, { ...parts, list: { items: [{}], hasMore: true, more }, asked: answered });
    screen.getByRole('button').click();
    expect(more).toHaveBeenCalledOnce();
  });
});
