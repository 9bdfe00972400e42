import { choiceName, slotName } from '../../leads/slot-kind';
import type { Key } from '../../../i18n/en';
import { LANGS, type Flow, type Lang, type Step, type Texts } from '../flow';
import {
  conditionText,
  dayName,
  langName,
  stepTitle,
  targetTitle,
  waitText,
  wayText,
  type Speaker,
} from '../words';

/** One thing that reads otherwise; null: it is not there. */
export interface Difference {
  key: string;
  label: string;
  lang: Lang | null;
  before: string | null;
  after: string | null;
}

/** What has changed in a part of a flow. */
export interface Section {
  key: string;
  title: string;
  state: 'added' | 'removed' | 'changed';
  differences: Difference[];
}

type Leaf = Omit<Difference, 'before' | 'after'> & { value: string };
type Leaves = Leaf[];

/** What is different, part by part. Things are told apart by their ids: one that was moved is not another one. */
export function diffFlows(before: Flow, after: Flow, speaker: Speaker): Section[] {
  const [old, now] = [sections(before, speaker), sections(after, speaker)];
  const keys = [...new Set([...now.keys(), ...old.keys()])];
  return keys.flatMap((key): Section[] => {
    const [was, is] = [old.get(key), now.get(key)];
    const title = is?.title ?? was?.title ?? key;
    const differences = compare(was?.leaves ?? [], is?.leaves ?? []);
    const state = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    return differences.length === 0 && state === 'changed'
      ? []
      : [{ key, title, state, differences }];
  });
}

function compare(was: Leaves, is: Leaves): Difference[] {
  const keys = [...new Set([...is, ...was].map(({ key }) => key))];
  return keys.flatMap((key) => {
    const old = was.find((leaf) => leaf.key === key);
    const now = is.find((leaf) => leaf.key === key);
    const leaf = now ?? old;
    if (!leaf || old?.value === now?.value) {
      return [];
    }
    const { label, lang } = leaf;
    return [{ key, label, lang, before: old?.value ?? null, after: now?.value ?? null }];
  });
}

interface Part {
  title: string;
  leaves: Leaves;
}

function sections(flow: Flow, speaker: Speaker): Map<string, Part> {
  const { t, number } = speaker;
  const found = new Map<string, Part>();
  const texts = (key: string, label: string, said: Texts | null | undefined): Leaves =>
    LANGS.flatMap((lang) => {
      const value = said?.[lang];
      return value ? [{ key: `${key}/${lang}`, label, lang, value }] : [];
    });
  const one = (key: string, label: Key, value: string | null | undefined): Leaves =>
    value ? [{ key, label: t(label), lang: null, value }] : [];
  const add = (key: string, title: string, leaves: Leaves) => {
    if (leaves.length > 0) {
      found.set(key, { title, leaves });
    }
  };

  const { opening, languages, triggers, timeout, handoff, hours, followups, score } = flow;
  add('opening', t('flow.opening'), [
    ...texts('say', t('flow.openingText'), opening),
    ...one('languages', 'flow.languages', languages.map(langName).join(', ')),
    ...one('words', 'flow.triggerWords', triggers?.words?.join(', ')),
    ...one('links', 'flow.triggerLinks', triggers?.links?.join(', ')),
    ...one('timeout', 'flow.timeout', waitText(timeout ?? '1d', speaker)),
  ]);
  flow.steps.forEach((step, at) => {
    const below = flow.steps[at + 1];
    const leads = step.next ?? below?.id;
    add(`step-${step.id}`, stepTitle(flow, step, speaker), [
      ...texts('say', t(step.ask ? 'flow.question' : 'flow.statement'), step.say),
      ...asked(step, speaker, texts),
      ...one('skip', 'flow.skipIf', step.skip_if && conditionText(step.skip_if, speaker)),
      ...(step.branches ?? []).map((branch) => ({
        key: `branch/${branch.id}`,
        label: t('flow.branch'),
        lang: null,
        value: wayText(flow, branch.when, branch.next, speaker),
      })),
      ...one('next', 'flow.next', leads && targetTitle(flow, leads, speaker)),
    ]);
  });
  add('handoff', t('flow.handOff'), [
    ...texts('say', t('flow.handOffText'), handoff.say),
    ...texts('closed', t('flow.closedText'), handoff.say_closed),
    ...one(
      'when',
      'flow.handOffWhen',
      handoff.when?.map((when) => conditionText(when, speaker)).join(` ${t('flow.or')} `),
    ),
  ]);
  add(
    'hours',
    t('flow.hours'),
    hours
      ? [
          ...one('zone', 'flow.zone', hours.time_zone),
          ...one(
            'open',
            'flow.open',
            hours.open
              .map(
                ({ days, from, to }) =>
                  `${days.map((day) => dayName(day, t)).join(' ')} ${from}–${to}`,
              )
              .join('; '),
          ),
        ]
      : [],
  );
  add(
    'followups',
    t('flow.followUps'),
    (followups ?? []).flatMap(({ after, say }, at) => [
      ...one(`${at}/after`, 'flow.wait', waitText(after, speaker)),
      ...texts(`${at}/say`, t('flow.followUpOf', { n: number(at + 1) }), say),
    ]),
  );
  add('score', t('flow.score'), [
    ...one('hot', 'flow.hot', score && number(score.hot)),
    ...one('warm', 'flow.warm', score && number(score.warm)),
    ...(score?.rules ?? []).flatMap(({ id, when, points, reason }) => [
      {
        key: `rule/${id}`,
        label: t('flow.rule'),
        lang: null,
        value: `${conditionText(when, speaker)}: ${number(points)}`,
      },
      ...texts(`reason/${id}`, t('flow.reason'), reason),
    ]),
  ]);
  return found;
}

function asked(
  { ask }: Step,
  { t, number }: Speaker,
  texts: (key: string, label: string, said: Texts | null | undefined) => Leaves,
): Leaves {
  if (!ask) {
    return [];
  }
  const said = (key: string, label: Key, value: string): Leaf => ({
    key,
    label: t(label),
    lang: null,
    value,
  });
  const choices = ask.choices ?? [];
  return [
    said('slot', 'flow.asksFor', slotName(ask.slot, t)),
    ...choices.flatMap(({ id, labels }) => texts(`choice/${id}`, t('flow.choice'), labels)),
    ...(choices.length > 0
      ? [
          said(
            'choices',
            'flow.choices',
            choices.map(({ id }) => choiceName(ask.slot, id, t)).join(', '),
          ),
        ]
      : []),
    ...texts('retry', t('flow.retry'), ask.retry_say),
    said('retries', 'flow.retries', number(ask.max_retries ?? 2)),
    ...(ask.takes_words ? [said('words', 'flow.takesWords', t('flow.yes'))] : []),
  ];
}
