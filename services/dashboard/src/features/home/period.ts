import { LANGUAGES, type Language } from '../../i18n/languages';

/** Over how many days the page counts. */
export const PERIODS = [7, 30, 90] as const;
export type Period = (typeof PERIODS)[number];

/** What the address says; whatever else it says, the usual. */
export const periodOf = (text: string): Period =>
  PERIODS.find((days) => String(days) === text) ?? 30;

const STEPS = [
  { unit: 'second', seconds: 1, until: 90 },
  { unit: 'minute', seconds: 60, until: 90 },
  { unit: 'hour', seconds: 3_600, until: 48 },
  { unit: 'day', seconds: 86_400, until: Infinity },
] as const;

/** How long something takes or has lasted, in the one unit that says most: `40 sec`, `12 min`, `3 hr`. */
export function span(seconds: number, language: Language): string {
  const whole = Math.max(0, seconds);
  const step = STEPS.find((one) => whole / one.seconds < one.until) ?? STEPS[3];
  return new Intl.NumberFormat(LANGUAGES[language].locale, {
    style: 'unit',
    unit: step.unit,
    unitDisplay: 'short',
    maximumFractionDigits: 0,
  }).format(Math.floor(whole / step.seconds));
}

/** Days have no hours: they are told by the clock they were counted by, whatever the browser's. */
export function dayNames(language: Language) {
  const { locale } = LANGUAGES[language];
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
    return (day: string) => formatter.format(new Date(`${day}T00:00:00Z`));
  };
  return {
    short: format({ day: 'numeric', month: 'short' }),
    long: format({ weekday: 'short', day: 'numeric', month: 'long' }),
  };
}
