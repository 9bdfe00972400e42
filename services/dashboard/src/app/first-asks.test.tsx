import { waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';

import { renderAt } from '../testing/render';
import { firstAsks } from './first-asks';

const OWNER = {
  id: 7,
  email: 'owner@palm.example',
  role: 'owner',
  tenant_id: 5,
  tenant_name: 'Palm',
};

it.each(['/', '/conversations', '/conversations/60', '/leads', '/leads/9', '/bot', '/bot/rent'])(
  'asks early for nothing that %s does not ask for',
  async (path) => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', (url: string) => {
      asked.push(url);
      return Promise.resolve(
        url === '/api/me' ? Response.json({ user: OWNER }) : new Response('{}', { status: 404 }),
      );
    });
    const early = firstAsks(path, '', 5);
    expect(early).not.toEqual([]);
    renderAt(path);
    await waitFor(() => expect(asked).toEqual(expect.arrayContaining(early)));
  },
);

it('leaves a narrowed list to its page, and knows nothing of other pages', () => {
  expect(firstAsks('/leads', '?score=hot', 5)).toEqual([]);
  expect(firstAsks('/settings/team', '', 5)).toEqual([]);
  expect(firstAsks('/nowhere', '', 5)).toEqual([]);
});
