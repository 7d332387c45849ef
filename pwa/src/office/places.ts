/** The office's places, and which of them a person may enter. */
import ArrowLeftRight from '@lucide/svelte/icons/arrow-left-right';
import Cable from '@lucide/svelte/icons/cable';
import Cake from '@lucide/svelte/icons/cake';
import ChartSpline from '@lucide/svelte/icons/chart-spline';
import Gift from '@lucide/svelte/icons/gift';
import Hourglass from '@lucide/svelte/icons/hourglass';
import History from '@lucide/svelte/icons/history';
import KeyRound from '@lucide/svelte/icons/key-round';
import Palette from '@lucide/svelte/icons/palette';
import Medal from '@lucide/svelte/icons/medal';
import Percent from '@lucide/svelte/icons/percent';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Signpost from '@lucide/svelte/icons/signpost';
import Stamp from '@lucide/svelte/icons/stamp';
import Store from '@lucide/svelte/icons/store';
import UserCog from '@lucide/svelte/icons/user-cog';
import UsersRound from '@lucide/svelte/icons/users-round';
import ScanLine from '@lucide/svelte/icons/scan-line';
import { t } from '$i18n';
import type { NavItem } from '$ui/BottomBar.svelte';
import { office } from './office.svelte';

const all = () => [
  { href: '/office', label: t('office.overview'), icon: ChartSpline, needs: 'purchases.read' },
  { href: '/office/customers', label: t('office.customers'), icon: UsersRound, needs: 'customers.read' },
  {
    href: '/office/program',
    label: t('office.program'),
    icon: SlidersHorizontal,
    apart: true,
    needs: 'program.manage',
  },
  { href: '/office/rules', label: t('office.rules'), icon: Percent, needs: 'program.manage' },
  { href: '/office/tiers', label: t('office.tiers'), icon: Medal, needs: 'tiers.read' },
  { href: '/office/rewards', label: t('office.rewards'), icon: Gift, needs: 'rewards.read' },
  { href: '/office/stamps', label: t('office.stamps'), icon: Stamp, needs: 'stamps.read' },
  { href: '/office/points', label: t('office.lifetimes'), icon: Hourglass, needs: 'points.extend' },
  {
    href: '/office/coalition',
    label: t('office.coalition'),
    icon: ArrowLeftRight,
    needs: 'clearing.read',
  },
  { href: '/office/kids', label: t('office.birthdays'), icon: Cake, needs: 'promotions.read' },
  { href: '/office/review', label: t('office.review'), icon: ShieldCheck, needs: 'review.decide' },
  { href: '/office/erp', label: t('office.erp'), icon: Cable, needs: 'erp.read' },
  { href: '/office/stores', label: t('office.stores'), icon: Store, needs: 'stores.manage' },
  { href: '/office/look', label: t('office.look'), icon: Palette, needs: 'business.manage' },
  { href: '/office/brands', label: t('office.brands'), icon: Signpost, needs: 'business.manage' },
  { href: '/office/team', label: t('office.team'), icon: UserCog, apart: true, needs: 'staff.manage' },
  { href: '/office/keys', label: t('office.keys'), icon: KeyRound, needs: 'api_keys.manage' },
  { href: '/office/log', label: t('office.log'), icon: History, needs: 'audit.read' },
  { href: '/till', label: t('office.toTill'), icon: ScanLine, apart: true, needs: 'purchases.record' },
];

/** Reading it in a template follows the person's role and the language. */
export const places = (): NavItem[] => all().filter(({ needs }) => office.may(needs));

const within = (href: string, path: string): boolean =>
  path === href || (href !== '/office' && path.startsWith(`${href}/`));

/** Whether this person may be where a path leads, also when they typed it. */
export const mayEnter = (path: string): boolean =>
  all().every(({ href, needs }) => !within(href, path) || office.may(needs));
