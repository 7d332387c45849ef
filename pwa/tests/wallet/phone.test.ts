import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test, vi } from 'vitest';
import { notes } from '$ui/toasts.svelte';
import { wallet } from '../../src/wallet/wallet.svelte';
import { asked, ok, open, stage } from './stage';

const { fake } = await vi.hoisted(() => import('./fake'));
vi.mock('$data/client', () => ({ clientFor: () => fake.client }));

stage();

const refusal = (code: string, path: string[], params: object | null = null) => ({
  errors: [{ code, message: code, path, params }],
});
const requested = { phone: '+919822041764', currentPhone: '+91••••••1763', retryAfterSeconds: 30, ...ok };

async function askFor(number: string) {
  open('/you/phone');
  await fireEvent.input(await screen.findByLabelText('New phone number'), { target: { value: number } });
  await fireEvent.click(screen.getByRole('button', { name: 'Send me both codes' }));
}
const newCode = () => screen.findByLabelText('Code sent to the new number, +91 98220 41764');
const oldCode = () => screen.getByLabelText('Code sent to your number until now, +91••••••1763');

describe('a new number', () => {
  test('is asked for whole, and not the one that is held', async () => {
    fake.answers.WalletRequestPhoneChange = () => ({
      requestPhoneChange: { ...requested, ...refusal('SAME_PHONE', ['phone']) },
    });
    await askFor('12');
    expect(screen.getByRole('alert')).toHaveTextContent('This is not a whole phone number yet.');
    expect(asked('WalletRequestPhoneChange')).toEqual([]);

    const field = screen.getByLabelText('New phone number');
    await fireEvent.input(field, { target: { value: '+919822041763' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Send me both codes' }));
    expect(await screen.findByText('This is the number that you have now. Type the new one.')).toBeVisible();
    expect(field).toHaveAccessibleDescription(/the number that you have now/);
    expect(screen.getByText(/^No access to the old number/)).toBeVisible();
  });

  test('that is asked for too often says how long to wait', async () => {
    fake.answers.WalletRequestPhoneChange = () => ({
      requestPhoneChange: { ...requested, ...refusal('RATE_LIMITED', [], { retryAfterSeconds: 25 }) },
    });
    await askFor('+919822041764');
    expect(await screen.findByText(/^You can ask for new codes in 25 s/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Send me both codes' })).toBeNull();
  });

  test('needs both codes, and the wrong one is told at its field', async () => {
    fake.answers.WalletRequestPhoneChange = () => ({ requestPhoneChange: requested });
    fake.answers.WalletChangePhone = () => ({
      changePhone: { person: null, ...refusal('WRONG_CODE', ['currentCode'], { triesLeft: 1 }) },
    });
    await askFor('+919822041764');
    expect(await newCode()).toHaveFocus();
    await fireEvent.input(await newCode(), { target: { value: '111111' } });
    expect(oldCode()).toHaveFocus();
    const done = screen.getByRole('button', { name: 'Change your number' });
    await fireEvent.click(done);
    expect(oldCode()).toHaveAccessibleDescription('Type all six digits.');
    expect(asked('WalletChangePhone')).toEqual([]);

    await fireEvent.input(oldCode(), { target: { value: '222222' } });
    await fireEvent.click(done);
    expect(await screen.findByText('This code is not right. Check the digits. 1 try left.')).toBeVisible();
    expect(oldCode()).toHaveAccessibleDescription(/1 try left/);
    expect(oldCode()).toHaveFocus();
    expect(await newCode()).toHaveValue('111111');

    fake.answers.WalletChangePhone = () => ({
      changePhone: { person: { id: 'Person:1', phone: '+919822041764' }, ...ok },
    });
    await fireEvent.input(oldCode(), { target: { value: '333333' } });
    await fireEvent.click(done);
    await waitFor(() =>
      expect(notes().map(({ text }) => text)).toContain('Your number is +91 98220 41764 now.'),
    );
    expect(asked('WalletChangePhone').at(-1)?.variables).toEqual({
      input: { phone: '+919822041764', code: '111111', currentCode: '333333' },
    });
    expect(wallet.person?.phone).toBe('+919822041764');
  });

  test('of somebody without one needs its code alone', async () => {
    fake.answers.WalletRequestPhoneChange = () => ({
      requestPhoneChange: { ...requested, currentPhone: null },
    });
    fake.answers.WalletChangePhone = () => ({
      changePhone: { person: null, ...refusal('CODE_EXPIRED', ['code']) },
    });
    await askFor('+919822041764');
    await fireEvent.input(await newCode(), { target: { value: '111111' } });
    expect(await screen.findByText('This code is too old. Ask for a new one.')).toBeVisible();
    expect(asked('WalletChangePhone')[0]?.variables).toEqual({
      input: { phone: '+919822041764', code: '111111' },
    });
    expect(screen.queryByText(/^No access to the old number/)).toBeNull();
  });
});
