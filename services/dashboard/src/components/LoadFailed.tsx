import type { UseQueryResult } from '@tanstack/react-query';

import { useSpeech } from '../i18n/LanguageProvider';
import { ErrorNotice } from './ErrorNotice';

/** That something could not be loaded, with a way to try again. */
export function LoadFailed({ query }: { query: UseQueryResult<unknown, Error> }) {
  const { t } = useSpeech();
  return (
    query.error && (
      <ErrorNotice
        error={query.error}
        title={t('error.loadTitle')}
        onRetry={() => query.refetch()}
        retrying={query.isFetching}
      />
    )
  );
}
