import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeAll, vi } from 'vitest';

import { fetchTexts, LANGUAGES, type Language } from '../i18n/languages';

// The machine may be building something else.
configure({ asyncUtilTimeout: 4_000 });

// A field that grows looks again when fonts arrive; happy-dom knows of none.
if (!document.fonts) {
  Object.defineProperty(document, 'fonts', { value: new EventTarget() });
}

// As main.ts does before anything is drawn.
beforeAll(() => Promise.all((Object.keys(LANGUAGES) as Language[]).map(fetchTexts)));

afterEach(() => {
  cleanup();
  window.localStorage.clear();
  vi.unstubAllGlobals();
});
