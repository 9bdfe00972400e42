import { expect, it } from 'vitest';

import { pathAt } from './pages';

it('finds the page of an address before the router is there', () => {
  expect(pathAt('/')).toBe('/');
  expect(pathAt('/sign-in')).toBe('/sign-in');
  expect(pathAt('/conversations')).toBe('/conversations/:conversationId?');
  expect(pathAt('/conversations/12')).toBe('/conversations/:conversationId?');
  expect(pathAt('/leads')).toBe('/leads');
  expect(pathAt('/leads/9')).toBe('/leads/:leadId');
  expect(pathAt('/bot/rent/steps')).toBe('/bot/:flow?/:tab?');
  expect(pathAt('/settings/bot')).toBe('/settings/bot');
  expect(pathAt('/nowhere')).toBeUndefined();
  expect(pathAt('/leads/9/more')).toBeUndefined();
});
