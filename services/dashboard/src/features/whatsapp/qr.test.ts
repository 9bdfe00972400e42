import { expect, it } from 'vitest';

import { qrSource } from './qr';

it('opens what connect answered, anew each time', () => {
  expect(qrSource(5, '/api/tenants/5/whatsapp/qr?expires=1&signature=ab', 7)).toBe(
    '/api/tenants/5/whatsapp/qr?expires=1&signature=ab&at=7',
  );
});

it('stays at our own origin, which the policy of the page demands', () => {
  expect(qrSource(5, 'https://app.example/api/tenants/5/whatsapp/qr?expires=1', 7)).toBe(
    '/api/tenants/5/whatsapp/qr?expires=1&at=7',
  );
});

it('opens by the cookie after a reload', () => {
  expect(qrSource(5, undefined, 7)).toBe('/api/tenants/5/whatsapp/qr?at=7');
});
