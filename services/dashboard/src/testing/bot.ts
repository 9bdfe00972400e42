import type { FlowDraft } from '../features/bot/api/flows';
import type { Flow } from '../features/bot/flow';

/** A flow of a test: short, and with a field that no form knows. */
export const aFlow = (more: Partial<Flow> = {}): Flow =>
  ({
    id: 'rent',
    version: 4,
    languages: ['en', 'fa'],
    opening: { en: 'Hello from {agency}!', fa: 'سلام از {agency}!' },
    steps: [
      {
        id: 'intent',
        say: { en: 'What do you need?', fa: 'چه می‌خواهید؟' },
        ask: {
          slot: 'intent',
          choices: [
            { id: 'rent', labels: { en: 'Rent', fa: 'اجاره' } },
            { id: 'human', labels: { en: 'A person' } },
          ],
        },
        branches: [
          { id: 'person', when: { is: { slot: 'intent', any_of: ['human'] } }, next: 'handoff' },
        ],
      },
      {
        id: 'budget',
        say: { en: 'Your budget?', fa: 'بودجه؟' },
        ask: { slot: 'budget', max_retries: 1, novelty: { of: 'tomorrow' } },
        next: 'handoff',
      },
    ],
    handoff: { say: { en: 'Thank you.', fa: 'سپاس.' } },
    followups: [{ after: '20h', say: { en: 'Still there?', fa: 'هستید؟' } }],
    ...more,
  }) as Flow;

export const aDraft = (more: Partial<FlowDraft> = {}): FlowDraft => ({
  flow: 'rent',
  revision: 7,
  by: 'mariam@palm.example',
  at: '2026-11-26T09:00:00Z',
  version: 3,
  findings: [],
  document: aFlow(),
  ...more,
});
