import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './App';

/** Draws the application in place of what index.html shows meanwhile. */
export function start(): void {
  const root = document.getElementById('root');
  if (!root) {
    throw new Error('index.html has no element with the id root');
  }
  // A transition is drawn in pieces: a slow phone can answer a finger in between.
  startTransition(() => {
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    );
  });
}
