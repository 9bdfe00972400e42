import '@mantine/core/styles.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './app/App';
import { languageAtFirst } from './i18n/LanguageProvider';
import { fetchTexts } from './i18n/languages';

const root = document.getElementById('root');
if (!root) {
  throw new Error('index.html has no element with the id root');
}
// Nobody shall see another language first; what cannot be fetched is English.
await fetchTexts(languageAtFirst()).catch(() => undefined);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
