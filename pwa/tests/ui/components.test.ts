import { fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet, tick, type Component } from 'svelte';
import { describe, expect, test, vi } from 'vitest';
import AmountPad from '$ui/AmountPad.svelte';
import { currentItem } from '$ui/BottomBar.svelte';
import Button from '$ui/Button.svelte';
import CodeField from '$ui/CodeField.svelte';
import Counter from '$ui/Counter.svelte';
import DateField from '$ui/DateField.svelte';
import LoyaltyCard from '$ui/LoyaltyCard.svelte';
import PhoneField from '$ui/PhoneField.svelte';
import Row from '$ui/Row.svelte';
import Stamps from '$ui/Stamps.svelte';
import Table from '$ui/Table.svelte';
import Tabs from '$ui/Tabs.svelte';
import TextField from '$ui/TextField.svelte';

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));
// A generic component has no one type to render it by.
const AnyTable = Table as unknown as Component<Record<string, unknown>>;
const brand = { name: 'Saffron Crumb', stockColor: '#7a2b12', foilColor: '#f6b65a' };

describe('Button', () => {
  test('that is disabled says why and does nothing', async () => {
    const onclick = vi.fn();
    render(Button, { children: words('Save'), disabled: true, reason: 'Choose a reward first.', onclick });
    const button = screen.getByRole('button', { name: 'Save' });
    await fireEvent.click(button);
    expect(onclick).not.toHaveBeenCalled();
    expect(button).toHaveAccessibleDescription('Choose a reward first.');
  });
  test('that is busy keeps its label and does nothing', async () => {
    const onclick = vi.fn();
    render(Button, { children: words('Save'), busy: true, onclick });
    await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(onclick).not.toHaveBeenCalled();
  });
  test('with an address is a link', () => {
    render(Button, { children: words('Cards'), href: '/' });
    expect(screen.getByRole('link', { name: 'Cards' })).toHaveAttribute('href', '/');
  });
});

describe('fields', () => {
  test('an error is tied to its input and the value is kept', () => {
    render(TextField, { label: 'E-mail', value: 'ananya@', error: 'Not whole yet.' });
    const input = screen.getByLabelText('E-mail');
    expect(input).toHaveValue('ananya@');
    expect(input).toBeInvalid();
    expect(input).toHaveAccessibleDescription('Not whole yet.');
  });
  test('a code takes pasted digits and tells when it is whole', async () => {
    const oncomplete = vi.fn();
    render(CodeField, { label: 'Code', value: '', oncomplete });
    const input = screen.getByLabelText('Code');
    await fireEvent.input(input, { target: { value: '407 9' } });
    expect(oncomplete).not.toHaveBeenCalled();
    await fireEvent.input(input, { target: { value: '407 915' } });
    expect(oncomplete.mock.calls).toEqual([['407915']]);
  });
  test('a phone is whole or empty', async () => {
    const props = $bound({ label: 'Phone number', value: '', country: 'IN' });
    render(PhoneField, props);
    await fireEvent.input(screen.getByLabelText('Phone number'), { target: { value: '982' } });
    expect(props.value).toBe('');
    await fireEvent.input(screen.getByLabelText('Phone number'), { target: { value: '98220 41763' } });
    expect(props.value).toBe('+919822041763');
  });
  test('a birthday that does not exist is no value', async () => {
    const props = $bound({
      label: 'Birthday',
      value: { day: 28, month: 2, year: 2019 } as object | undefined,
    });
    render(DateField, props as never);
    await fireEvent.input(screen.getByLabelText('Day'), { target: { value: '29' } });
    expect(props.value).toBeUndefined();
    await fireEvent.input(screen.getByLabelText('Year'), { target: { value: '2020' } });
    expect(props.value).toEqual({ day: 29, month: 2, year: 2020 });
  });
});

/** Props whose `value` a component can set, as `bind:value` lets it. */
function $bound<T extends { value: unknown }>(props: T): T {
  let { value } = props;
  return Object.defineProperty(props, 'value', {
    get: () => value,
    set: (next: T['value']) => (value = next),
    enumerable: true,
  });
}

describe('AmountPad', () => {
  test('works by touch and by keyboard, but not while somebody types elsewhere', async () => {
    const props = $bound({ value: 0 });
    const { rerender } = render(AmountPad, props);
    await fireEvent.click(screen.getByRole('button', { name: '7' }));
    await rerender({ value: props.value });
    await fireEvent.keyDown(document.body, { key: '5' });
    expect(props.value).toBe(75);
    const input = document.body.appendChild(document.createElement('input'));
    await fireEvent.keyDown(input, { key: '5' });
    expect(props.value).toBe(75);
  });
});

describe('cards', () => {
  test('a card says its name, tier and balance', () => {
    render(LoyaltyCard, { brand, line: 'Gold', balance: 1240, href: '/c/1' });
    expect(screen.getByRole('link', { name: 'Saffron Crumb' })).toHaveAttribute('href', '/c/1');
    expect(screen.getByRole('article')).toHaveTextContent(/Gold.*1,240.*points/);
  });
  test('a stale card says how old it is', () => {
    render(LoyaltyCard, { brand, line: 'Gold', balance: 1, stale: 'As of 18:26' });
    expect(screen.getByText('As of 18:26')).toBeVisible();
  });
  test('stamps have a text that says the same', () => {
    render(Stamps, { done: 7, total: 10 });
    expect(screen.getByRole('list', { name: '7 of 10 stamps' })).toBeVisible();
  });
  test('the counter is heard as its final figure at once', () => {
    const { container } = render(Counter, { value: 1360 });
    expect(container.querySelector('.sr-only')).toHaveTextContent('1,360');
  });
});

describe('Tabs', () => {
  test('arrow keys move, and only the chosen tab is in the tab order', async () => {
    const items = ['All', 'VIP', 'New'].map((label) => ({ id: label, label }));
    render(Tabs, { label: 'Views', items, value: 'All', panel: words('rows') });
    await fireEvent.keyDown(screen.getByRole('tab', { name: 'All' }), { key: 'ArrowRight' });
    expect(screen.getByRole('tab', { name: 'VIP' })).toHaveAttribute('aria-selected', 'true');
    expect(screen.getAllByRole('tab').map((tab) => tab.tabIndex)).toEqual([-1, 0, -1]);
    await fireEvent.keyDown(screen.getByRole('tab', { name: 'VIP' }), { key: 'End' });
    expect(screen.getByRole('tab', { name: 'New' })).toHaveFocus();
  });
});

describe('Table', () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({ id: String(i), name: `Name ${i}` }));
  const columns = [{ key: 'name', label: 'Customer', text: (row: { name: string }) => row.name }];
  const props = { label: 'Customers', columns, rowKey: (row: { id: string }) => row.id };

  test('draws few of many rows, and counts them all', () => {
    render(AnyTable, { ...props, rows, total: 1000 });
    expect(screen.getAllByRole('row').length).toBeLessThan(40);
    expect(screen.getByRole('table')).toHaveAttribute('aria-rowcount', '1001');
  });
  test('asks for more only near the end', async () => {
    const loadMore = vi.fn();
    const { rerender } = render(AnyTable, { ...props, rows, loadMore });
    await tick();
    expect(loadMore).not.toHaveBeenCalled();
    await rerender({ rows: rows.slice(0, 20) });
    expect(loadMore).toHaveBeenCalled();
  });
});

test('a row is one link with its title as name', () => {
  render(Row, { title: 'Free sourdough', detail: '60 points missing', href: '/rewards/1' });
  expect(screen.getByRole('link', { name: 'Free sourdough' })).toBeVisible();
});

test('the present place is the longest address that fits', () => {
  const items = ['/', '/office', '/office/customers'].map((href) => ({
    href,
    label: href,
    icon: (() => undefined) as never,
  }));
  expect(currentItem(items, '/office/customers/7')?.href).toBe('/office/customers');
  expect(currentItem(items, '/office')?.href).toBe('/office');
  expect(currentItem(items, '/officer')).toBeUndefined();
  expect(currentItem(items, '/')?.href).toBe('/');
});
