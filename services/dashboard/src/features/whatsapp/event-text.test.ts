import { expect, it } from 'vitest';

import { textOf } from '../../i18n/languages';
import { eventText } from './event-text';

const said = (kind: string, detail: string | null) =>
  eventText({ id: 1, at: '2026-11-22T09:00:00Z', kind, detail }, textOf.bind(null, 'en'));

it('tells what it knows in the reader’s words', () => {
  expect(said('status', 'WORKING').text).toBe('Connected');
  expect(said('status', 'SCAN_QR_CODE').text).toBe('Waiting for the scan');
  expect(said('connect_asked', 'agent1@demo.peyk')).toEqual({
    text: 'Connecting was requested',
    more: 'agent1@demo.peyk',
  });
});

it('tells the rest as it is', () => {
  expect(said('status', 'NEW_IN_2027').text).toBe('NEW_IN_2027');
  expect(said('new_in_2027', 'Something new.').text).toBe('Something new.');
  expect(said('new_in_2027', null).text).toBe('new_in_2027');
});
