import { expect, it } from 'vitest';

import { safeReturn } from './return-to';

it('goes back to a page of ours', () => {
  expect(safeReturn('/tenants/5?x=1')).toBe('/tenants/5?x=1');
});

it('goes nowhere else', () => {
  for (const to of [
    null,
    '',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/sign-in',
  ]) {
    expect(safeReturn(to), String(to)).toBe('/');
  }
});
