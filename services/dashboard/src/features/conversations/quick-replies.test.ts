import { expect, it } from 'vitest';

import { quickReplies } from './quick-replies';

const faq = {
  entries: [
    { question: 'Where is the office?', answers: { en: 'Marina Plaza', fa: 'مارینا پلازا' } },
    { question: 'How high is the fee?', answers: { ru: 'Два процента' } },
  ],
};
const texts = (language: string | null, wanted: string) =>
  quickReplies(faq, ['I call you at five.'], language, wanted).map(({ text }) => text);

it('answers in the customer’s language, else in English, else in what there is', () => {
  expect(texts('fa', '')).toEqual(['مارینا پلازا', 'Два процента', 'I call you at five.']);
  expect(texts(null, '')[0]).toBe('Marina Plaza');
});

it('finds by words of the question or the answer', () => {
  expect(texts('en', 'fee')).toEqual(['Два процента']);
  expect(texts('en', 'PLAZA where')).toEqual(['Marina Plaza']);
  expect(texts('en', 'at five')).toEqual(['I call you at five.']);
  expect(quickReplies(undefined, [], 'en', '')).toEqual([]);
});
