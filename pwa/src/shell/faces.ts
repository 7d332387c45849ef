/** The faces: what each needs before it shows, and how its code is found. */
import type { Component } from 'svelte';
import type { SessionName } from '$data/session';
import { useTexts } from '$i18n';

export interface Face {
  /** Whose face it is; without that session the person is asked to sign in. */
  session?: SessionName;
  signIn: string;
  load: () => Promise<Component>;
}

type Module = { default: Component };

async function open(code: Promise<Module>, texts: Parameters<typeof useTexts>): Promise<Component> {
  const [module] = await Promise.all([code, useTexts('errors', ...texts)]);
  return module.default;
}

export const faces = {
  wallet: {
    session: 'customer',
    signIn: '/sign-in',
    load: () => open(import('../wallet/Wallet.svelte'), ['wallet']),
  },
  merchant: {
    session: 'staff',
    signIn: '/staff/sign-in',
    load: () => open(import('../merchant/Merchant.svelte'), ['merchant']),
  },
  office: {
    session: 'staff',
    signIn: '/staff/sign-in',
    load: () => open(import('../office/Office.svelte'), ['office']),
  },
  signIn: { signIn: '', load: () => open(import('./SignIn.svelte'), []) },
  staffSignIn: { signIn: '', load: () => open(import('./StaffSignIn.svelte'), []) },
  devUi: { signIn: '', load: () => open(import('../dev/Gallery.svelte'), []) },
} satisfies Record<string, Face>;
