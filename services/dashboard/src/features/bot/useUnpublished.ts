import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { useSpeech } from '../../i18n/LanguageProvider';
import { versionQuery } from './api/flows';
import { useBot } from './useBot';
import { diffFlows, type Section } from './versions/diff';

/** What customers do not meet yet of what was saved; null: not known, or nothing was ever published. */
export function useUnpublished(): Section[] | null {
  const speech = useSpeech();
  const { tenant, saved } = useBot();
  const { version, flow, document } = saved;
  const running = useQuery({
    ...versionQuery(tenant, flow, version ?? 0),
    enabled: version !== null,
  });
  const before = running.data?.document;
  return useMemo(
    () => (before ? diffFlows(before, document, speech) : null),
    [before, document, speech],
  );
}
