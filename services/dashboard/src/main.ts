import './splash.css';

import { askEarly } from './api/client';
import type { User } from './api/types';
import { firstAsks } from './app/first-asks';
import { loadShell, PAGES, pathAt, SIGN_IN } from './app/pages';
import { firstLanguage, keptLanguage, fetchTexts, fetchWanted } from './i18n/languages';

// All that the first page needs is asked for at once: one after the other it would take as many ways to the service.
// What fails here fails again where it is waited for, and is told there.
const { pathname, search } = window.location;
const page = pathAt(pathname);
const isInside = page !== SIGN_IN;
const language = firstLanguage(keptLanguage(), navigator.languages);
const me = askEarly('/api/me');
const app = import('./app/start');
const texts = isInside ? fetchTexts(language) : fetchWanted(language);
if (page) {
  PAGES[page]().catch(() => undefined);
}
if (isInside) {
  loadShell().catch(() => undefined);
  askForPage(me).catch(() => undefined);
}

// Nobody shall see another language first; what cannot be fetched is English.
await texts.catch(() => undefined);
(await app).start();

/** What the page shows is asked for once it is known of which tenant, and before there is anything to show it with. */
async function askForPage(answer: Promise<Response>) {
  const { user }: { user?: User } = await (await answer).clone().json();
  if (user && user.tenant_id !== null) {
    firstAsks(pathname, search, user.tenant_id).forEach((path) => void askEarly(path));
  }
}
