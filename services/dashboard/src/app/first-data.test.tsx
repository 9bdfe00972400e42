import { screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';

import { sample } from '../../e2e/sample';
import { renderAt } from '../testing/render';
import { firstAsks } from './first-asks';

const TENANT = 5;

/** The API with a sample of everything, but for what stays silent. */
function serveSample(silent = '/nowhere') {
  vi.stubGlobal(
    'EventSource',
    class extends EventTarget {
      close() {}
    },
  );
  const asked: string[] = [];
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    const { pathname, searchParams } = new URL(path, 'http://peyk.example');
    if (pathname.startsWith(silent)) {
      return new Promise<Response>(() => {});
    }
    const answer = sample(pathname, 'owner', 'connected', searchParams);
    return Promise.resolve(answer ? Response.json(answer) : new Response('{}', { status: 404 }));
  });
  return asked;
}

it.each([
  ['/', 'Your number is connected'],
  ['/conversations', 'Omar Al Mansoori'],
  ['/conversations/60', 'I am at the tower now.'],
  ['/leads', 'Omar Al Mansoori'],
  ['/leads/9', 'Dubai Marina'],
  ['/bot/rent', 'Welcome to {agency}!'],
])('draws %s without a place-holder, and asks for nothing of it twice', async (path, words) => {
  const asked = serveSample();
  // A phone, where nothing stands beside it. It is drawn in steps, and none of them says that the words are waited for.
  vi.stubGlobal('matchMedia', () => Object.assign(new EventTarget(), { matches: false }));
  const waited = new Set<string>();
  const observer = new MutationObserver(() => {
    const main = document.querySelector('main');
    if (!main?.innerHTML.includes(words)) {
      main?.querySelectorAll('[aria-busy="true"]').forEach((wait) => waited.add(wait.outerHTML));
    }
  });
  observer.observe(document.body, { childList: true, subtree: true });
  renderAt(path);
  const first = firstAsks(path, '', TENANT);
  await waitFor(() => expect(document.querySelector('main')?.innerHTML).toContain(words));
  observer.disconnect();
  expect([...waited]).toEqual([]);
  expect(first.map((ask) => asked.filter((one) => one === ask))).toEqual(first.map((ask) => [ask]));
});

it('draws a page without what it shows when the service is slow', async () => {
  serveSample(`/api/tenants/${TENANT}/leads`);
  renderAt('/leads');
  await screen.findByRole('heading', { level: 1, name: 'Leads' });
  await screen.findByRole('status', { name: 'Loading…' });
});
