import type { LaunchOptions } from '@playwright/test';

/** The system's Chromium: Playwright's own would be a download. */
export const chromium: LaunchOptions = {
  executablePath: process.env.PEYK_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Chromium refuses root a sandbox.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ],
};
