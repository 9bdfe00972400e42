import { expect, it } from 'vitest';

import { textOf } from '../../../i18n/languages';
import { setIn } from '../edit';
import { aFlow } from '../../../testing/bot';
import { findingText } from '../words';
import { diffFlows } from './diff';

const speaker = {
  t: (key: Parameters<typeof textOf>[1], values?: Record<string, string>) =>
    textOf('en', key, values),
  number: String,
};
const diff = (before: ReturnType<typeof aFlow>, after: ReturnType<typeof aFlow>) =>
  diffFlows(before, after, speaker);

it('finds nothing in the same flow, whatever its number', () => {
  expect(diff(aFlow(), aFlow({ version: 9 }))).toEqual([]);
});

it('says which text has changed, in which language, and what it was', () => {
  const [section, ...others] = diff(aFlow(), setIn(aFlow(), ['opening', 'fa'], 'درود'));
  expect(others).toEqual([]);
  expect(section).toMatchObject({ key: 'opening', state: 'changed' });
  expect(section?.differences).toEqual([
    {
      key: 'say/fa',
      label: 'Greeting',
      lang: 'fa',
      before: 'سلام از {agency}!',
      after: 'درود',
    },
  ]);
});

it('tells steps apart by their ids: one that is put before others is the only new one', () => {
  const flow = aFlow();
  const step = { id: 'name', say: { en: 'Your name?' }, ask: { slot: 'name' }, next: 'intent' };
  const sections = diff(flow, { ...flow, steps: [step, ...flow.steps] });
  expect(sections.map(({ key, state }) => `${key} ${state}`)).toEqual(['step-name added']);
  const gone = diff({ ...flow, steps: [step, ...flow.steps] }, flow);
  expect(gone.map(({ key, state }) => `${key} ${state}`)).toEqual(['step-name removed']);
});

it('says a branch in words', () => {
  const after = setIn(aFlow(), ['steps', 0, 'branches', 0, 'next'], 'end');
  const [section] = diff(aFlow(), after);
  expect(section?.differences[0]).toMatchObject({
    before: 'Request: talking to a person → A person',
    after: 'Request: talking to a person → The end',
  });
});

it('says what the linter says in the reader’s words, and else as it is said', () => {
  const missing = 'is missing: translate it, or remove the language from `languages`';
  expect(findingText({ message: missing }, speaker)).toMatch(/^Not translated yet/);
  expect(findingText({ message: 'is odd' }, speaker)).toBe('is odd');
});
