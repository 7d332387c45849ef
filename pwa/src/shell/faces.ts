/** The faces: what each needs before it shows, and how its code is found. */
import type { Component } from 'svelte';
import type { SessionName } from '$data/session';
import { withTexts } from '$i18n';
import { shellRoutes } from './routes';

export interface Face {
  /** Whose face it is; without that session the person is asked to sign in. */
  session?: SessionName;
  signIn: string;
  /** The part of the build that this device keeps for times without the net. */
  keep?: 'till';
  load: () => Promise<Component>;
}

type Module = { default: Component };

const open = async (...given: Parameters<typeof withTexts<Module>>): Promise<Component> =>
  (await withTexts(...given)).default;

export const faces = {
  wallet: {
    session: 'customer',
    signIn: '/sign-in',
    load: () => open(import('../wallet/Wallet.svelte'), 'wallet'),
  },
  merchant: {
    session: 'staff',
    signIn: '/staff/sign-in',
    keep: 'till',
    load: () => open(import('../merchant/Merchant.svelte'), 'merchant'),
  },
  office: {
    session: 'staff',
    signIn: '/staff/sign-in',
    load: () => open(import('../office/Office.svelte'), 'office'),
  },
  signIn: { signIn: '', load: () => open(import('./SignIn.svelte')) },
  staffSignIn: { signIn: '', load: () => open(import('./StaffSignIn.svelte'), 'staff') },
  register: { signIn: '', load: () => open(import('./start/Register.svelte'), 'staff') },
  invitation: { signIn: '', load: () => open(import('./start/Invitation.svelte'), 'staff') },
  partnerOffer: {
    signIn: '',
    load: () => open(import('./start/PartnerOffer.svelte'), 'staff', 'coalition'),
  },
  devUi: { signIn: '', load: () => open(import('../dev')) },
} satisfies Record<string, Face>;

type FaceName = keyof typeof faces;

/** The face of a path: what needs a session that is not there is shown by its sign-in. */
export function faceOf(path: string): FaceName {
  return shellRoutes.match(path)?.name ?? 'wallet';
}

/** Starts loading what the path will show. A failure is met again, and told, when it is shown. */
export async function warm(path: string, signedIn: (name: SessionName) => boolean): Promise<void> {
  const face: Face = faces[faceOf(path)];
  const open = !face.session || signedIn(face.session);
  const shown: Face = open ? face : faces[faceOf(face.signIn)];
  await shown.load().catch(() => undefined);
}
