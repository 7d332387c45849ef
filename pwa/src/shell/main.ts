/** The first code that runs: language, sessions, then the app. */
import '$ui/styles/app.css';
import { mount } from 'svelte';
import { startI18n } from '$i18n';
import App from './App.svelte';
import { warm } from './faces';
import { startRouter } from './location.svelte';
import { startTheme } from './theme';
import { startUpdates } from './update.svelte';
import { signedIn, startSessions } from './who.svelte';
import { startWorkerMessages } from './worker';

startTheme();
startRouter();
startWorkerMessages();
// The face's code comes along with the texts, not after them.
await Promise.all([startI18n(), startSessions().then(() => warm(location.pathname, signedIn))]);
mount(App, { target: document.getElementById('app') as HTMLElement });
startUpdates();
