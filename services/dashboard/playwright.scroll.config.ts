import { defineConfig } from '@playwright/test';

import { chromium } from './e2e/chromium';

/** `npm run build && npm run scroll`: how smoothly thousands of chats and messages scroll. No service is needed. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: 'scroll.ts',
  outputDir: 'test-results',
  // One at a time: they measure.
  workers: 1,
  retries: 0,
  timeout: 300_000,
  reporter: 'line',
  use: { baseURL: 'http://peyk.example', launchOptions: chromium },
});
