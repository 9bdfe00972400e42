import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { Navigate, useParams, useSearchParams } from 'react-router';

import { JUST_READ } from '../../api/just-read';
import type { FirstData } from '../../app/pages';
import { LoadFailed } from '../../components/LoadFailed';
import { PageHead } from '../../components/PageHead';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { draftQuery, flowsQuery, type FlowSummary } from './api/flows';
import { FlowRoom } from './FlowRoom';
import { FlowWaiting } from './FlowWaiting';
import { Templates } from './Templates';

/** Bot: what it says and asks, by its owner; an agent may look and try. */
export function BotPage() {
  const user = useUser();
  const { flow } = useParams();
  if (user.tenant_id === null) {
    return <Navigate to="/" replace />;
  }
  const readOnly = user.role !== 'owner';
  return flow === undefined ? (
    <Entrance tenant={user.tenant_id} readOnly={readOnly} />
  ) : (
    <OneFlow key={flow} tenant={user.tenant_id} name={flow} readOnly={readOnly} />
  );
}

BotPage.firstData = ((client, tenant, flow) => [
  flow === undefined
    ? client.prefetchQuery(flowsQuery(tenant))
    : client.prefetchQuery(draftQuery(tenant, flow)),
]) satisfies FirstData;

interface Props {
  tenant: number;
  readOnly: boolean;
}

/** Most have one flow, and come to change its words: there they are. */
function Entrance({ tenant, readOnly }: Props) {
  const { t } = useSpeech();
  const flows = useQuery(flowsQuery(tenant));
  const [params] = useSearchParams();
  const wantsNew = params.has('new') && !readOnly;
  const main = flows.data && mainFlow(flows.data.flows);
  if (main && !wantsNew) {
    return <Navigate to={`/bot/${main.flow}`} replace />;
  }
  return (
    <Stack gap="lg">
      <PageHead title={t('nav.bot')} intro={t('flow.intro')} />
      {flows.isPending && <FlowWaiting />}
      <LoadFailed query={flows} />
      {flows.data && (
        <Templates
          tenant={tenant}
          readOnly={readOnly}
          taken={flows.data.flows.map(({ flow }) => flow)}
          inUse={flows.data.template}
        />
      )}
    </Stack>
  );
}

/** The one that customers meet; of several the one that was published last. */
function mainFlow(flows: FlowSummary[]): FlowSummary | undefined {
  const rank = ({ published_at, draft_at }: FlowSummary) => `${published_at ?? ''}|${draft_at}`;
  return flows.toSorted((one, other) => (rank(one) < rank(other) ? 1 : -1))[0];
}

function OneFlow({ tenant, name, readOnly }: Props & { name: string }) {
  const { t } = useSpeech();
  const [begin] = useState(Date.now);
  // Read once: it would take away what somebody is writing.
  const draft = useQuery({
    ...draftQuery(tenant, name),
    refetchOnWindowFocus: false,
  });
  // An old one would be refused when it is saved.
  const isFresh = draft.isFetchedAfterMount || draft.dataUpdatedAt > begin - JUST_READ;
  // A hundred fields are drawn in pieces.
  const read = useDeferredValue(isFresh ? draft.data : undefined);
  if (read) {
    return <FlowRoom tenant={tenant} draft={read} readOnly={readOnly} />;
  }
  return (
    <Stack gap="lg">
      <PageHead title={t('nav.bot')} />
      {draft.error ? <LoadFailed query={draft} /> : <FlowWaiting />}
    </Stack>
  );
}
