/** The first code that runs: language, sessions, then the app. */
import '$ui/styles/app.css';
import { mount } from 'svelte';
import { startI18n } from '$i18n';
import App from './App.svelte';
import { startRouter } from './location.svelte';
import { startTheme } from './theme';
import { startUpdates } from './update.svelte';
import { startSessions } from './who.svelte';

startTheme();
startRouter();
await Promise.all([startI18n(), startSessions()]);
mount(App, { target: document.getElementById('app') as HTMLElement });
startUpdates();
