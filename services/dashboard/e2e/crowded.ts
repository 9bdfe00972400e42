import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { serveBuilt } from './built';
import { sample } from './sample';
import { crowd } from './sample-crowd';

const ICON = join(import.meta.dirname, '..', 'public', 'icon.svg');

/**
 * The built files and an API with thousands of chats, in place of the service. `unread`: so many messages of the long
 * chat nobody has read. What the page wants changed is in the list that is returned, as `METHOD /path body`.
 */
export async function serveCrowd(page: Page, unread = 0): Promise<string[]> {
  const changes: string[] = [];
  await page.route('**/*', async (route) => {
    const request = route.request();
    const { pathname, searchParams } = new URL(request.url());
    const below = /^\/api\/tenants\/5(\/.*)$/.exec(pathname)?.[1];
    if (pathname.endsWith('/events')) {
      return; // a stream that stays silent
    }
    if (pathname.endsWith('/media')) {
      await route.fulfill({ path: ICON, contentType: 'image/svg+xml' });
    } else if (request.method() !== 'GET') {
      changes.push(`${request.method()} ${below} ${request.postData()}`);
      await route.fulfill({ status: 204 });
    } else if (pathname.startsWith('/api/')) {
      const json =
        (below !== undefined && crowd(below, searchParams, unread)) ||
        sample(pathname, 'agent', 'connected');
      await (json ? route.fulfill({ json }) : route.fulfill({ status: 404, json: {} }));
    } else {
      await serveBuilt(route);
    }
  });
  return changes;
}
