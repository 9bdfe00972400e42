import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

import type { Route } from '@playwright/test';

const DIST = join(import.meta.dirname, '..', 'dist');
const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The built files in place of the service: `npm run build` makes them. */
export async function serveBuilt(route: Route): Promise<void> {
  const { pathname } = new URL(route.request().url());
  const file = extname(pathname) ? pathname : 'index.html';
  const contentType = TYPES[extname(file)] ?? 'application/octet-stream';
  await route.fulfill({ body: readFileSync(join(DIST, file)), contentType });
}
