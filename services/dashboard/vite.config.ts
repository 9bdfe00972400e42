import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Writes `X.gz` beside each text `X`: session-manager sends what the browser takes. */
function gzipped(): Plugin {
  return {
    name: 'gzipped',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      for (const name of Object.keys(bundle).filter((file) => /\.(css|html|js)$/.test(file))) {
        const path = join(dir ?? 'dist', name);
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), gzipped()],
  build: {
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
