import { defineConfig } from '@playwright/test';

import { chromium } from './e2e/chromium';

/** The tests in a browser, against a whole stack: `cargo xtask browser` starts one and runs them. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  // A test that fails now and then is a defect.
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  // Generous: the machine may be building something else.
  expect: { timeout: 20_000 },
  reporter: 'list',
  projects: [
    { name: 'rooms', testIgnore: 'fleet.spec.ts' },
    // It fills and empties servers, which the others' sessions are on as well.
    { name: 'fleet', testMatch: 'fleet.spec.ts', dependencies: ['rooms'] },
  ],
  use: {
    baseURL: process.env.PEYK_E2E_URL ?? 'http://127.0.0.1:8080',
    locale: 'en-GB',
    actionTimeout: 20_000,
    launchOptions: chromium,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
