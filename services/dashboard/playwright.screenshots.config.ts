import { defineConfig } from '@playwright/test';

import { chromium } from './e2e/chromium';

/** `npm run build && npm run screenshots`: every page as people see it, into `screenshots`. No service is needed. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: 'screenshots.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  // Generous: the machine may be building something else.
  timeout: 90_000,
  reporter: 'line',
  use: { baseURL: 'http://peyk.example', launchOptions: chromium },
});
