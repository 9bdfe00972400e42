import { expect, it } from 'vitest';

import { aPrivacy } from '../../testing/privacy';
import { fromDraft, outlives, shorter, toDraft } from './keeping';

const PRIVACY = aPrivacy({ messages_days: 365, messages_days_at_most: 400 });

it('takes days within the operators’ limit, and no end where there is no limit', () => {
  const said = (messages: string | null, media: string | null) =>
    fromDraft({ messages, media }, PRIVACY);
  expect(said('400', null)).toEqual({ messages_days: 400, media_days: null });
  expect(said(' ۹۰ ', '36500')).toEqual({ messages_days: 90, media_days: 36_500 });
  for (const [messages, media] of [
    ['401', '7'],
    ['0', '7'],
    ['-1', '7'],
    [null, '7'],
    ['', '7'],
    ['30.5', '7'],
    ['30', ''],
    ['30', '36501'],
  ] as const) {
    expect(said(messages, media), `${messages} ${media}`).toBeUndefined();
  }
  expect(fromDraft(toDraft(PRIVACY), PRIVACY)).toEqual({ messages_days: 365, media_days: null });
});

it('knows of what something goes', () => {
  expect(shorter(PRIVACY, { messages_days: 365, media_days: null })).toEqual([]);
  expect(shorter(PRIVACY, { messages_days: 400, media_days: 30 })).toEqual(['media']);
  expect(shorter(PRIVACY, { messages_days: 364, media_days: 1 })).toEqual(['messages', 'media']);
  expect(shorter(aPrivacy({ media_days: 7 }), { messages_days: null, media_days: null })).toEqual(
    [],
  );
});

it('says when files go sooner than they would', () => {
  expect(outlives({ messages_days: 30, media_days: null })).toBe(true);
  expect(outlives({ messages_days: 30, media_days: 31 })).toBe(true);
  expect(outlives({ messages_days: 30, media_days: 30 })).toBe(false);
  expect(outlives({ messages_days: null, media_days: null })).toBe(false);
});
