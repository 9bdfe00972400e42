import { describe, expect, it } from 'vitest';

import { getIn, moved, pointer, setIn } from './edit';
import { begin, change, redo, undo } from './history';
import { aFlow } from '../../testing/bot';
import { missingIn } from './texts-of';
import { withoutStep } from './form/without-step';

describe('a change', () => {
  it('touches one place, and carries along what nobody knows', () => {
    const before = aFlow();
    const after = setIn(before, ['steps', 1, 'say', 'en'], 'How much?');
    expect(after.steps[1]?.say?.en).toBe('How much?');
    expect(getIn(after, ['steps', 1, 'ask', 'novelty'])).toEqual({ of: 'tomorrow' });
    expect(after.steps[0]).toBe(before.steps[0]);
    expect(before.steps[1]?.say?.en).toBe('Your budget?');
    expect(Object.keys(after)).toEqual(Object.keys(before));
  });

  it('takes a field out by undefined, and makes what is missing on the way', () => {
    const flow = setIn(aFlow(), ['steps', 0, 'say', 'en'], undefined);
    expect(Object.keys(flow.steps[0]?.say ?? {})).toEqual(['fa']);
    expect(setIn(aFlow(), ['triggers', 'words'], ['villa']).triggers).toEqual({ words: ['villa'] });
  });

  it('has a place as findings name it', () => {
    expect(pointer(['steps', 3, 'say', 'ru'])).toBe('/steps/3/say/ru');
  });

  it('moves no further than the ends', () => {
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  });
});

describe('history', () => {
  it('takes a word back and not a letter', () => {
    let history = begin('');
    history = change(history, 'H', '/opening/en', 1_000);
    history = change(history, 'Hi', '/opening/en', 1_300);
    history = change(history, 'Hi!', '/opening/en', 9_000);
    history = undo(history);
    expect(history.now).toBe('Hi');
    history = undo(history);
    expect(history.now).toBe('');
    expect(undo(history)).toBe(history);
    expect(redo(redo(history)).now).toBe('Hi!');
  });

  it('begins another change at another place, and forgets what was undone', () => {
    let history = change(begin('a'), 'b', 'x', 1);
    history = change(history, 'c', 'y', 2);
    expect(undo(history).now).toBe('b');
    const other = change(undo(history), 'd', 'z', 3);
    expect(redo(other).now).toBe('d');
  });
});

it('counts what is missing in a language', () => {
  expect(missingIn(aFlow(), 'en')).toBe(0);
  expect(missingIn(aFlow(), 'fa')).toBe(1);
  expect(missingIn(aFlow(), 'ru')).toBe(7);
});

it('leads past a step that is removed', () => {
  const flow = aFlow();
  const [first] = withoutStep(flow, 1).steps;
  expect(first?.next).toBe('handoff');
  const only = withoutStep(flow, 0).steps;
  expect(only.map(({ id }) => id)).toEqual(['budget']);
  const turned = aFlow();
  turned.steps[0]!.branches![0]!.next = 'budget';
  expect(withoutStep(turned, 1).steps[0]?.branches?.[0]?.next).toBe('handoff');
});
