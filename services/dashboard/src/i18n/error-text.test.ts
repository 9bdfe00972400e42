import { expect, it } from 'vitest';

import { ApiError } from '../api/client';
import { errorText } from './error-text';
import { textOf } from './languages';

const speaker = {
  t: textOf.bind(null, 'en'),
  duration: (seconds: number) => `${seconds} seconds`,
};
const said = (error: Error) => errorText(error, speaker);

it('has words of its own for what it knows', () => {
  expect(said(new ApiError(401, 'invalid_credentials', 'Wrong.'))).toBe(
    'The e-mail or the password is wrong.',
  );
  expect(said(new ApiError(429, 'too_many_attempts', '', 40))).toBe(
    'Too many attempts. Try again in 40 seconds.',
  );
  expect(said(new ApiError(429, 'too_many_attempts', ''))).toContain('later');
});

it('passes on what the service says of the rest', () => {
  expect(said(new ApiError(409, 'session_status', 'Not while it is stopped.'))).toBe(
    'Not while it is stopped.',
  );
  expect(said(new ApiError(400, 'toString', 'A detail.'))).toBe('A detail.');
});

it('says something in any case', () => {
  expect(said(new ApiError(502, 'unknown', ''))).toContain('not available');
  expect(said(new TypeError('x is undefined'))).toContain('wrong on our side');
});
