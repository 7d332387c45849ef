import { fireEvent, screen } from '@testing-library/svelte';
import { describe, expect, test, vi } from 'vitest';
import { asked, ok, open, stage } from './stage';

const { fake } = await vi.hoisted(() => import('./fake'));
vi.mock('$data/client', () => ({ clientFor: () => fake.client }));

stage();

describe('kids', () => {
  const kids = (list: object[]) => ({ viewer: { person: { id: 'Person:1', kids: list } } });
  const meher = {
    id: 'Kid:1',
    firstName: 'Meher',
    birthday: { day: 29, month: 2, year: 2020 },
    nextBirthday: '2027-02-28',
    turns: 7,
    comingPresents: [],
  };

  test('with a leap day say when it is kept', async () => {
    fake.answers.WalletKids = () => kids([meher]);
    open('/you/kids');
    expect(await screen.findByRole('heading', { name: /^Meher turns 7/ })).toBeVisible();
    expect(screen.getByText('28 February in most years')).toBeVisible();
  });

  test('are not added without a guardian’s consent', async () => {
    fake.answers.WalletKids = () => kids([]);
    open('/you/kids');
    await fireEvent.input(await screen.findByLabelText('First name'), { target: { value: 'Ira' } });
    await fireEvent.input(screen.getByLabelText('Day'), { target: { value: '3' } });
    await fireEvent.change(screen.getByLabelText('Month'), { target: { value: '12' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Add Ira' }));
    expect(await screen.findByText('Only a parent or guardian can add a child.')).toBeVisible();
    expect(asked('WalletAddKid')).toEqual([]);
  });

  test('are added with one, and the list is asked for again', async () => {
    fake.answers.WalletKids = () => kids([]);
    fake.answers.WalletAddKid = () => ({ addKid: { kid: meher, ...ok } });
    open('/you/kids');
    await fireEvent.input(await screen.findByLabelText('First name'), { target: { value: 'Ira' } });
    await fireEvent.input(screen.getByLabelText('Day'), { target: { value: '3' } });
    await fireEvent.change(screen.getByLabelText('Month'), { target: { value: '12' } });
    await fireEvent.click(screen.getByRole('checkbox'));
    fake.answers.WalletKids = () => kids([meher]);
    await fireEvent.click(screen.getByRole('button', { name: 'Add Ira' }));
    expect(await screen.findByRole('heading', { name: /^Meher turns 7/ })).toBeVisible();
    expect(asked('WalletAddKid')[0]?.variables).toEqual({
      input: { firstName: 'Ira', birthday: { day: 3, month: 12 }, guardianConsent: true },
    });
  });
});
