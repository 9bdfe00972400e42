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

it.each(['/', '/conversations', '/conversations/60', '/leads', '/leads/9', '/bot/rent'])(
  'draws %s with what was fetched before it, and asks for nothing of it twice',
  async (path) => {
    const asked = serveSample();
    const { state, subscribe } = renderAt(path);
    expect(state.initialized).toBe(false);
    const isBusy: boolean[] = [];
    subscribe(() => isBusy.push(document.querySelector('main [aria-busy="true"]') !== null));
    const first = firstAsks(path, '', TENANT);
    await screen.findByRole('main');
    await waitFor(() => expect(asked).toEqual(expect.arrayContaining(first)));
    await waitFor(() => expect(document.querySelector('main h1')).not.toBeNull());
    expect(first.map((ask) => asked.filter((one) => one === ask).length)).toEqual(
      first.map(() => 1),
    );
    expect(isBusy).not.toContain(true);
  },
);

it('draws a page without what it shows when the service is slow', async () => {
  serveSample(`/api/tenants/${TENANT}/leads`);
  renderAt('/leads');
  await screen.findByRole('heading', { level: 1, name: 'Leads' });
  expect(screen.getAllByRole('status', { name: 'Loading…' }).length).toBeGreaterThan(0);
});
