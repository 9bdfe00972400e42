import type { Faq } from '../../api/types';

export interface QuickReply {
  /** The question that it answers; null of what was said lately. */
  question: string | null;
  text: string;
}

const MOST = 8;

/** What may be said with a few letters of it: the tenant's own answers in the customer's language, then what was said lately. */
export function quickReplies(
  faq: Faq | undefined,
  recent: readonly string[],
  language: string | null,
  wanted: string,
): QuickReply[] {
  const answers = (faq?.entries ?? []).flatMap(({ question, answers }): QuickReply[] => {
    const text = answers[language ?? 'en'] ?? answers['en'] ?? Object.values(answers)[0];
    return text ? [{ question, text }] : [];
  });
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return [...answers, ...recent.map((text) => ({ question: null, text }))]
    .filter(({ question, text }) => {
      const all = `${question ?? ''} ${text}`.toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .slice(0, MOST);
}
