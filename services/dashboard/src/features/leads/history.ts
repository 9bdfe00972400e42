import type { LeadFieldChange, LeadHistoryEntry } from '../../api/types';
import type { Key } from '../../i18n/en';
import type { Language } from '../../i18n/languages';
import { eventName } from '../crm/delivery-text';
import { slotName } from './slot-kind';
import { slotText } from './slot-text';
import { className, stageName } from './stage';

interface Speaker {
  language: Language;
  t: (key: Key, values?: Record<string, string>) => string;
  number: (value: number) => string;
  dateTime: (iso: string) => string;
}

/** Something that became otherwise, in the reader's words. */
export interface Step {
  what: string;
  /** Null: it was not known, or nobody. */
  from: string | null;
  to: string;
}

const TITLES: Record<string, Key> = {
  created: 'leads.created',
  handed_over: 'leads.handedOver',
  crm_delivered: 'leads.crmTold',
};

/** What happened, where that is more than its changes say. */
export function titleOf({ action }: LeadHistoryEntry, t: Speaker['t']): string | null {
  const key = Object.hasOwn(TITLES, action) ? TITLES[action] : undefined;
  return key ? t(key) : null;
}

/** Whose doing it was; null: nobody's. */
export function actorName({ actor }: LeadHistoryEntry, t: Speaker['t']): string | null {
  switch (actor.kind) {
    case 'bot':
      return t('leads.bot');
    case 'operator':
      return t('leads.byOperator');
    case 'token':
      return t('leads.byToken', { name: actor.name ?? '' });
    default:
      return actor.name;
  }
}

/** A change in words. What we have no words for is shown as it is: the API may know more than this page. */
export function stepOf({ field, from, to }: LeadFieldChange, speaker: Speaker): Step {
  const { t } = speaker;
  const word = (value: unknown, name: (text: string) => string) =>
    typeof value === 'string' ? name(value) : null;
  switch (field) {
    case 'stage':
      return step(t('leads.stage'), (value) => word(value, (text) => stageName(text, t)));
    case 'score_class':
      return step(t('leads.score'), (value) => word(value, (text) => className(text, t)));
    case 'assigned_to':
      return step(
        t('leads.assigned'),
        (value) => word(value, (text) => `\u2068${text}\u2069`),
        t('leads.nobody'),
      );
    case 'event':
      return step(t('crm.event'), (value) => word(value, (text) => eventName(text, t)));
    default: {
      const slot = field.replace(/^slots\./, '');
      return step(slotName(slot, t), (value) => slotText(slot, value, speaker));
    }
  }

  function step(
    what: string,
    text: (value: unknown) => string | null,
    nothing = t('leads.notKnown'),
  ): Step {
    return { what, from: text(from), to: text(to) ?? nothing };
  }
}
