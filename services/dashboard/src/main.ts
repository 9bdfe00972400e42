import './splash.css';

import { askEarly } from './api/client';
import { loadShell, PAGES, pathAt, SIGN_IN } from './app/pages';
import { firstLanguage, keptLanguage, fetchTexts, fetchWanted } from './i18n/languages';

// All that the first page needs is asked for at once: one after the other it would take as many ways to the service.
// What fails here fails again where it is waited for, and is told there.
const page = pathAt(window.location.pathname);
const isInside = page !== SIGN_IN;
const language = firstLanguage(keptLanguage(), navigator.languages);
askEarly('/api/me');
const app = import('./app/start');
const texts = isInside ? fetchTexts(language) : fetchWanted(language);
if (page) {
  PAGES[page]().catch(() => undefined);
}
if (isInside) {
  loadShell().catch(() => undefined);
}

// Nobody shall see another language first; what cannot be fetched is English.
await texts.catch(() => undefined);
(await app).start();
