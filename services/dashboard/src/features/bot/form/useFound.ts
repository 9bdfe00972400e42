import { useSpeech } from '../../../i18n/LanguageProvider';
import type { Path } from '../edit';
import { findingsAt, useBot } from '../useBot';
import { findingText } from '../words';

/** What the linter found at one of these places, for the field that shows it. */
export function useFound(...paths: Path[]): { error?: string; warning?: string } {
  const { findings } = useBot();
  const speech = useSpeech();
  const found = paths.flatMap((path) => findingsAt(findings, path));
  const say = (severity: string) => {
    const texts = found.filter((one) => one.severity === severity);
    return texts.map((one) => findingText(one, speech)).join(' ');
  };
  const error = say('error');
  const warning = say('warning');
  return { ...(error && { error }), ...(warning && { warning }) };
}
