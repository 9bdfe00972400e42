import { Stack, Tabs } from '@mantine/core';
import { useNavigate, useParams } from 'react-router';

import { NotFoundPage } from '../../components/NotFoundPage';
import { PageHead } from '../../components/PageHead';
import { useSpeech } from '../../i18n/LanguageProvider';
import { DeadLetters } from './DeadLetters';
import { Unrouted } from './Unrouted';

/** What did not arrive: for want of a tenant, or for want of sense. */
export function UndeliveredPage() {
  const { tab } = useParams();
  const { t } = useSpeech();
  const navigate = useNavigate();
  if (tab !== 'unrouted' && tab !== 'dead-letters') {
    return <NotFoundPage />;
  }
  return (
    <Stack gap="lg">
      <PageHead title={t('nav.undelivered')} intro={t('unrouted.pageIntro')} />
      <Tabs value={tab} onChange={(next) => navigate(`/undelivered/${next}`)} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="unrouted">{t('unrouted.title')}</Tabs.Tab>
          <Tabs.Tab value="dead-letters">{t('letters.title')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="unrouted">
          <Unrouted />
        </Tabs.Panel>
        <Tabs.Panel value="dead-letters">
          <DeadLetters />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
