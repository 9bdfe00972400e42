import { askEarly } from './api/client';
import type { User } from './api/types';
import { firstAsks } from './app/first-asks';
import { loadPage, loadShell, pathAt, SIGN_IN } from './app/pages';
import { fetchTexts, fetchWanted, firstLanguage, keptLanguage, LANGUAGES } from './i18n/languages';

// All that the first page needs is asked for at once: one after the other it would take as many ways to the service.
// What fails here fails again where it is waited for, and is told there.
const { pathname, search } = window.location;
const page = pathAt(pathname);
const isInside = page !== SIGN_IN;
const language = firstLanguage(keptLanguage(), navigator.languages);
const me = askEarly('/api/me');
// React comes first, then what fetches, then we: one after the other they do not keep a finger waiting.
const app = import('react-dom/client')
  .then(() => import('./app/query-client'))
  .then(() => import('./app/start'));
if (isInside) {
  askForPage(me).catch(() => undefined);
}

// On a phone each of these takes long enough to keep a finger waiting.
await pause();
const texts = isInside ? fetchTexts(language) : fetchWanted(language);
texts.catch(() => undefined);
if (page) {
  loadPage(page).catch(() => undefined);
}
if (isInside) {
  loadShell().catch(() => undefined);
  await pause();
  // Nothing is heard from it: it warms what formats dates and numbers.
  new Worker(new URL('./i18n/formats.worker.ts', import.meta.url), {
    type: 'module',
    name: LANGUAGES[language].locale,
  });
}

// Nobody shall see another language first; what cannot be fetched is English.
await texts.catch(() => undefined);
(await app).start();

/** Lets the browser do what else there is. */
function pause(): Promise<void> {
  return new Promise((resume) => setTimeout(resume));
}

/** What the page shows is asked for once it is known of which tenant, and before there is anything to show it with. */
async function askForPage(answer: Promise<Response>) {
  const { user }: { user?: User } = await (await answer).clone().json();
  if (user && user.tenant_id !== null) {
    firstAsks(pathname, search, user.tenant_id).forEach((path) => void askEarly(path));
  }
}
