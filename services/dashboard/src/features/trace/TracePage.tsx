import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearchParams } from 'react-router';

import { ApiError } from '../../api/client';
import { Empty } from '../../components/Empty';
import { LoadFailed } from '../../components/LoadFailed';
import { PageHead } from '../../components/PageHead';
import { useSpeech } from '../../i18n/LanguageProvider';
import { traceQuery, type Wanted } from './api/trace';
import { traceLink } from './trace-link';
import { TraceForm } from './TraceForm';
import { wantedOf } from './wanted';
import { Way } from './Way';

/** What became of one message, across all services. */
export function TracePage() {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const tenant = search.get('tenant_id') ?? '';
  const kind = search.has('reply_id') ? 'reply_id' : 'message_id';
  const id = search.get(kind) ?? '';
  const wanted = wantedOf(tenant, kind, id);
  return (
    <Stack gap="lg">
      <PageHead title={t('trace.title')} intro={t('trace.intro')} />
      {/* The address may be changed from outside: by Back, or by a link. */}
      <TraceForm
        key={search.toString()}
        tenant={tenant}
        kind={kind}
        id={id}
        onLook={(...asked) => {
          const found = wantedOf(...asked);
          if (found) {
            void navigate(traceLink(found));
          }
        }}
      />
      {wanted ? (
        <Found wanted={wanted} />
      ) : (
        <Empty icon="route" title={t('trace.empty')} hint={t('trace.emptyHint')} />
      )}
    </Stack>
  );
}

function Found({ wanted }: { wanted: Wanted }) {
  const { t } = useSpeech();
  const trace = useQuery(traceQuery(wanted));
  if (trace.error instanceof ApiError && trace.error.status === 404) {
    return <Empty icon="search" title={t('trace.notFound')} hint={t('trace.notFoundHint')} />;
  }
  return (
    <>
      <LoadFailed query={trace} />
      {trace.isPending && <Skeleton height={320} aria-busy aria-label={t('common.loading')} />}
      {trace.data && <Way trace={trace.data} />}
    </>
  );
}
