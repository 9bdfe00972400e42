import { cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';

// The machine may be building something else.
configure({ asyncUtilTimeout: 4_000 });

// A field that grows looks again when fonts arrive; happy-dom knows of none.
if (!document.fonts) {
  Object.defineProperty(document, 'fonts', { value: new EventTarget() });
}

afterEach(() => {
  cleanup();
  window.localStorage.clear();
  vi.unstubAllGlobals();
});
