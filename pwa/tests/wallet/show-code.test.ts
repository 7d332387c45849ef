import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, test, vi } from 'vitest';
import { home, ok, open, stage } from './stage';

const { fake } = await vi.hoisted(() => import('./fake'));
vi.mock('$data/client', () => ({ clientFor: () => fake.client }));

stage();

describe('the code', () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const certificate = (part: object = {}) => ({
    certifyDevice: {
      certificate: {
        certificate: btoa('c'.repeat(153)),
        expiresAt: inDays(7),
        stepSeconds: 30,
        serverTime: new Date().toISOString(),
        shortCode: '48217730',
        shortCodeExpiresAt: new Date(Date.now() + 120_000).toISOString(),
        ...part,
      },
      ...ok,
    },
  });
  const shownCode = () => document.querySelector('[data-code]')?.getAttribute('data-code');

  test('is a picture of the certificate, the step and the phone’s signature, with a number beside it', async () => {
    fake.answers.CertifyDevice = () => certificate();
    open('/code/Card%3A1');
    expect(await screen.findByText('4821 7730')).toBeVisible();
    await waitFor(() => expect(shownCode()).toMatch(/^R1:.{332}$/));
    expect(screen.getByRole('img', { name: 'Your code' })).toBeVisible();
    expect(screen.getByText('Works offline')).toBeVisible();
  });

  test('works without a line, and says when it will not for long', async () => {
    fake.answers.CertifyDevice = () => certificate({ expiresAt: inDays(1) });
    const { unmount } = open('/code/Card%3A1');
    await waitFor(() => expect(shownCode()).toBeTruthy());
    unmount();
    fake.answers.CertifyDevice = () => undefined;
    open('/code/Card%3A1');
    await waitFor(() => expect(shownCode()).toMatch(/^R1:/));
    expect(screen.getByText(/^Works offline until/)).toBeVisible();
  });

  test('of no card yet is the number', async () => {
    fake.answers.WalletHome = () => home();
    open('/code');
    expect(await screen.findByText('+91 98220 41763')).toBeVisible();
  });

  test('that cannot be made says why, and offers the card’s number', async () => {
    fake.answers.CertifyDevice = () => ({
      certifyDevice: {
        certificate: null,
        errors: [{ code: 'X', message: 'Not now.', path: [], params: null }],
      },
    });
    open('/code/Card%3A1');
    expect(await screen.findByText('Not now.')).toBeVisible();
    expect(screen.getByText('100000005')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
  });
});
