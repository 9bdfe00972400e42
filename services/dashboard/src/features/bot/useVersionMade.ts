import { useQueryClient } from '@tanstack/react-query';

import { useSpeech } from '../../i18n/LanguageProvider';
import { flowsQuery } from './api/flows';
import { useBot } from './useBot';

/** What follows when customers have a new version, made of the draft or of an earlier one. */
export function useVersionMade(onDone: (text: string) => void, onClose: () => void) {
  const { t, number } = useSpeech();
  const { tenant, saved, published } = useBot();
  const client = useQueryClient();
  return ({ version: made }: { version: { version: number } }) => {
    for (const queryKey of [flowsQuery(tenant).queryKey, ['flow-versions', tenant, saved.flow]]) {
      void client.invalidateQueries({ queryKey });
    }
    published(made.version);
    onDone(t('flow.published', { n: number(made.version) }));
    onClose();
  };
}
