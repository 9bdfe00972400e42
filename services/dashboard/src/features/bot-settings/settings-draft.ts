import type { BotSettings } from '../../api/types';
import type { Key } from '../../i18n/en';
import { phoneNumber } from '../whatsapp/phone-number';

/** As in the API. */
export const MOST_PHRASES = 50;
export const LONGEST_PHRASE = 64;

/** What a night is for somebody who switches quiet hours on. */
const USUAL = { from: '22:00', until: '08:00' };

/** The settings while somebody changes them: that there are no quiet hours is a switch, and not two equal times. */
export interface Draft extends Omit<BotSettings, 'agent_phone'> {
  quiet: boolean;
  agent_phone: string;
}

export function toDraft(settings: BotSettings): Draft {
  const { quiet_hours: hours, agent_phone } = settings;
  const quiet = hours.from !== hours.until;
  return {
    ...settings,
    quiet,
    quiet_hours: quiet ? hours : { ...hours, ...USUAL },
    agent_phone: agent_phone ?? '',
  };
}

export type Wrong = Partial<
  Record<'agent_phone' | 'from' | 'until' | 'deep_link_codes' | 'trigger_words', Key>
>;

/** The settings that a form says, and what is wrong with which field. */
export function fromDraft(draft: Draft): { settings: BotSettings; wrong: Wrong } {
  const { quiet, quiet_hours: hours, agent_phone: typed, ...rest } = draft;
  const phone = typed.trim() === '' ? null : phoneNumber(typed);
  const wrong: Wrong = {};
  if (typed.trim() !== '' && phone === null) {
    wrong.agent_phone = 'bot.agentPhoneWrong';
  }
  if (quiet) {
    for (const end of ['from', 'until'] as const) {
      if (hours[end] === '') {
        wrong[end] = 'bot.timeMissing';
      }
    }
    if (hours.from !== '' && hours.from === hours.until) {
      wrong.until = 'bot.hoursSame';
    }
  }
  for (const list of ['deep_link_codes', 'trigger_words'] as const) {
    if (!draft[list].every(isPhrase)) {
      wrong[list] = 'bot.phraseWrong';
    }
  }
  const quiet_hours = quiet ? hours : { ...hours, from: '00:00', until: '00:00' };
  return { settings: { ...rest, quiet_hours, agent_phone: phone }, wrong };
}

const isPhrase = (phrase: string) =>
  /[\p{L}\p{N}]/u.test(phrase) && [...phrase].length <= LONGEST_PHRASE;
