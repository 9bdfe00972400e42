import { Text, type TextProps } from '@mantine/core';

import { LANGUAGES } from '../i18n/languages';
import { useSpeech } from '../i18n/LanguageProvider';
import { useNow } from './useNow';

const STEPS = [
  { unit: 'minute', seconds: 60, until: 60 },
  { unit: 'hour', seconds: 3_600, until: 24 },
  { unit: 'day', seconds: 86_400, until: 7 },
] as const;

interface Props extends TextProps {
  at: string;
}

/** How long ago something was, and after a week the day; the whole time to whom points at it. */
export function Ago({ at, ...rest }: Props) {
  const { language, date, dateTime } = useSpeech();
  const now = useNow();
  // Clocks differ a little: what is to come is now.
  const seconds = Math.max(0, (now - Date.parse(at)) / 1_000);
  const step = STEPS.find((one) => seconds / one.seconds < one.until);
  const text = step
    ? new Intl.RelativeTimeFormat(LANGUAGES[language].locale, {
        numeric: 'auto',
        style: 'short',
      }).format(-Math.floor(seconds / step.seconds), step.unit)
    : date(at);
  return (
    <Text component="time" dateTime={at} title={dateTime(at)} {...rest}>
      {text}
    </Text>
  );
}
