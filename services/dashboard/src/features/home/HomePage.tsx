import './home.css';

import { Grid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Navigate } from 'react-router';

import { OPERATORS_HOME } from '../../app/Home';
import type { FirstData } from '../../app/pages';
import { Later } from '../../components/Later';
import { PageTitle } from '../../components/PageTitle';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { sessionQuery } from '../whatsapp/api/session';
import { begunQuery, freshLeadsQuery, homeQuery, waitingQuery } from './api/home';
import { Connection } from './Connection';
import { Figures } from './Figures';
import { FirstSteps } from './FirstSteps';
import { FreshLeads } from './FreshLeads';
import { periodOf } from './period';
import { useLiveHome } from './useLiveHome';
import { Waiting } from './Waiting';

/** Where the day begins: whether all is well, who waits, and what came of it. */
export function HomePage() {
  const { tenant_id: tenant } = useUser();
  return tenant === null ? <Navigate to={OPERATORS_HOME} replace /> : <Day tenant={tenant} />;
}

HomePage.firstData = ((client, tenant) => [
  client.prefetchQuery(begunQuery(tenant)),
  client.prefetchQuery(sessionQuery(tenant)),
  client.prefetchQuery(waitingQuery(tenant)),
  client.prefetchQuery(freshLeadsQuery(tenant)),
  client.prefetchQuery(homeQuery(tenant, periodOf(''))),
]) satisfies FirstData;

function Day({ tenant }: { tenant: number }) {
  const { t } = useSpeech();
  useLiveHome(tenant);
  const begun = useQuery({
    ...begunQuery(tenant),
    refetchInterval: ({ state }) => (state.data ? false : 15_000),
  });
  return (
    <Stack gap="lg">
      <PageTitle text={t('home.title')} />
      {begun.data === false ? (
        <FirstSteps tenant={tenant} />
      ) : (
        <>
          <Connection tenant={tenant} />
          <Grid gap="lg">
            <Grid.Col span={{ base: 12, md: 7 }}>
              <Waiting tenant={tenant} />
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 5 }}>
              <Later>
                <FreshLeads tenant={tenant} />
              </Later>
            </Grid.Col>
          </Grid>
          <Later>
            <Figures tenant={tenant} />
          </Later>
        </>
      )}
    </Stack>
  );
}
