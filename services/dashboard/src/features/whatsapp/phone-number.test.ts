import { expect, it } from 'vitest';

import { phoneNumber } from './phone-number';

it('takes a number however it is written', () => {
  for (const typed of [
    '+971501234567',
    '971501234567',
    '00971 50 123 4567',
    '+971 (50) 123-4567',
    '‎+971 50 123 4567‬',
    '۹۷۱۵۰۱۲۳۴۵۶۷',
    '+٩٧١٥٠١٢٣٤٥٦٧',
  ]) {
    expect(phoneNumber(typed), typed).toBe('+971501234567');
  }
});

it('refuses what is none, or lacks its country code', () => {
  for (const typed of ['', '+', '0501234567', '123456', '1234567890123456', '+97150x234567']) {
    expect(phoneNumber(typed), typed).toBeNull();
  }
});
