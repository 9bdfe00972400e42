import { defineConfig } from '@playwright/test';

import { chromium } from './e2e/chromium';

/** `npm run build && npm run speed`: how soon a page is there on a slow phone, on a quiet machine. No service is needed. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: 'speed.ts',
  outputDir: 'test-results/speed',
  // One at a time: they measure.
  workers: 1,
  retries: 0,
  timeout: 300_000,
  reporter: 'line',
  use: { launchOptions: chromium },
});
