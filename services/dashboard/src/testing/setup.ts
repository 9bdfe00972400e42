import { cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';

// The machine may be building something else.
configure({ asyncUtilTimeout: 4_000 });

afterEach(() => {
  cleanup();
  window.localStorage.clear();
  vi.unstubAllGlobals();
});
