import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

import { GROUPS } from './build/groups';
import { packed, preloaded } from './build/plugins';

export default defineConfig({
  plugins: [react(), preloaded(), packed()],
  build: {
    rolldownOptions: {
      output: {
        codeSplitting: { groups: GROUPS },
      },
    },
    // Every browser that we build for knows it.
    modulePreload: { polyfill: false },
    // The policy of the page allows fonts of our own, not data in the styles.
    assetsInlineLimit: 0,
  },
  server: {
    // `npm run dev` beside `cargo xtask dev`.
    proxy: { '/api': 'http://127.0.0.1:8080' },
  },
  test: {
    // Those in a browser are Playwright's.
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'happy-dom',
    setupFiles: ['src/testing/setup.ts'],
    // A machine that builds something else is slow, and a test that waits is not wrong.
    testTimeout: 20_000,
  },
});
