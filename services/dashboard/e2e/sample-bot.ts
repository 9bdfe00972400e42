/** A tenant's flow, its versions, and what was played with it: for pictures of pages. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const NOW = '2026-11-26T09:41:00Z';
const ago = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

const TEMPLATES = join(import.meta.dirname, '../../../crates/flow/templates');
const template = (id: string) =>
  JSON.parse(readFileSync(join(TEMPLATES, `${id}.json`), 'utf8')) as Document;

interface Document {
  opening: Record<string, string>;
  steps: { id: string; say: Record<string, string>; ask: object }[];
  followups: { after: string; say: Record<string, string> }[];
  [field: string]: unknown;
}

const RUNNING = template('rent');
const DRAFT = template('rent');
DRAFT.opening['en'] =
  'Welcome to {agency}! I’m the assistant: a few questions, and Mariam goes on.';
DRAFT.opening['fa'] = 'به {agency} خوش آمدید! چند سؤال کوتاه می‌پرسم و مریم ادامه می‌دهد.';
delete DRAFT.followups[2]!.say['ar'];
DRAFT.steps = DRAFT.steps.filter(({ id }) => id !== 'visit');
DRAFT['hours'] = {
  time_zone: 'Asia/Dubai',
  open: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' }],
};

const version = (number: number, minutes: number, note: string | null, restores?: number) => ({
  version: number,
  note,
  restores: restores ?? null,
  by: 'mariam@palm.example',
  at: ago(minutes),
});

const VERSIONS = [
  version(3, 2_900, 'کوتاه‌تر شد'),
  version(2, 9_000, null, 1),
  version(1, 20_000, 'The first one'),
];

const turn = (minutes: number, inputs: number[], says: string[], rest: object = {}) => ({
  at: ago(minutes),
  inputs,
  says: says.map((text) => ({ kind: inputs.length > 0 ? 'answer' : 'follow_up', text })),
  place: 'step',
  step: 'area',
  language: 'en',
  misses: 0,
  slots: {},
  score: null,
  hand_off: null,
  wake_at: ago(-1_200),
  ...rest,
});

const SCORE = { points: 4, most: 16, class: 'cold', reasons: [] };
const BEFORE = {
  version: 3,
  turns: [
    turn(300, [0], ['Hello and welcome to Palm Homes! What can I help you with?']),
    turn(298, [1], ['What kind of property are you looking for?'], { step: 'type', score: SCORE }),
  ],
};
const AFTER = {
  version: 4,
  turns: [
    turn(300, [0], ['Welcome to Palm Homes! What can I help you with?']),
    turn(298, [1], ['What kind of property are you looking for?'], { step: 'type', score: SCORE }),
  ],
};
const INPUTS = [
  { message_id: 1, at: ago(300), kind: 'text', text: 'Hello' },
  { message_id: 2, at: ago(298), kind: 'text', text: 'To rent in Dubai Marina' },
];
const replayed = (id: number, name: string | null, changed: boolean) => ({
  conversation_id: id,
  name,
  at: ago(298),
  changed,
  inputs: INPUTS,
  differences: changed
    ? [{ kind: 'words', turn: 0, before: 'Hello and welcome', after: 'Welcome' }]
    : [],
  before: BEFORE,
  after: changed ? AFTER : BEFORE,
});

/** What is below a tenant's address. */
export const BOT_ANSWERS: Record<string, unknown> = {
  '/flows': {
    flows: [
      {
        flow: 'rent',
        revision: 12,
        draft_by: 'mariam@palm.example',
        draft_at: ago(20),
        version: 3,
        published_at: ago(2_900),
      },
    ],
    template: 'reception',
  },
  '/flows/rent/draft': {
    flow: 'rent',
    revision: 12,
    by: 'mariam@palm.example',
    at: ago(20),
    version: 3,
    findings: [
      {
        severity: 'error',
        step: null,
        field: 'followups[2].say.ar',
        path: '/followups/2/say/ar',
        message: 'is missing: translate it, or remove the language from `languages`',
      },
      {
        severity: 'error',
        step: 'name',
        field: 'steps[9].next',
        path: '/steps/9/next',
        message:
          'is missing in the last step, so that nothing comes after it: write `handoff` or `end`',
      },
    ],
    document: DRAFT,
  },
  '/flows/rent/versions': { versions: VERSIONS },
  '/flows/rent/versions/3': { version: VERSIONS[0], document: RUNNING },
  '/flows/rent/try': {
    version: 4,
    turns: [
      turn(
        0,
        [0],
        [
          'Welcome to Palm Homes! I’m the assistant: a few questions, and Mariam goes on.',
          'Which area would you like to live in?',
        ],
        {
          slots: { intent: 'rent', property_type: ['apartment'] },
          score: {
            points: 3,
            most: 16,
            class: 'cold',
            reasons: [{ rule: 'intent', points: 2, text: 'wants to rent or buy' }],
          },
        },
      ),
    ],
  },
  '/flows/rent/replay': {
    compared: 20,
    changed: 2,
    unread: 1,
    unplayed: 0,
    conversations: [
      replayed(60, 'سارا احمدی', true),
      replayed(61, 'Omar Al Mansoori', true),
      replayed(62, null, false),
    ],
  },
};

export const FLOW_TEMPLATES = {
  default: 'reception',
  templates: ['rent', 'sale', 'reception'].map((id) => ({ id, document: template(id) })),
};
