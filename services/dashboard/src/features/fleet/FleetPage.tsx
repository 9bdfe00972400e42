import './fleet.css';

import { Card, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { LoadFailed } from '../../components/LoadFailed';
import { PageHead } from '../../components/PageHead';
import { useSpeech } from '../../i18n/LanguageProvider';
import { fleetQuery, type Watched } from './api/fleet';
import { Concerns } from './Concerns';
import { Consumers } from './Consumers';
import { FleetNodes } from './FleetNodes';
import { FleetSessions } from './FleetSessions';
import { Streams } from './Streams';
import { Tiles } from './Tiles';
import { concerns } from './verdict';

/** Whether the platform is well, and what to do where it is not. */
export function FleetPage() {
  const { t, time } = useSpeech();
  const query = useQuery(fleetQuery);
  return (
    <Stack gap="lg">
      <PageHead title={t('fleet.title')} intro={t('fleet.intro')}>
        {query.data && (
          <Text size="sm" c="dimmed">
            {t('fleet.asOf', { time: time(query.data.fleet.at) })}
          </Text>
        )}
      </PageHead>
      <LoadFailed query={query} />
      {query.isPending && <Loading />}
      {query.data && <Shown watched={query.data} />}
    </Stack>
  );
}

function Shown({ watched }: { watched: Watched }) {
  const { fleet, samples } = watched;
  return (
    <>
      <Concerns concerns={concerns(fleet, samples)} />
      <Tiles fleet={fleet} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <FleetNodes fleet={fleet} />
        <FleetSessions fleet={fleet} />
      </SimpleGrid>
      {fleet.consumers && <Consumers watched={watched} />}
      {fleet.streams && <Streams fleet={fleet} />}
    </>
  );
}

/** As large as what comes: nothing jumps. */
function Loading() {
  const { t } = useSpeech();
  return (
    <Stack gap="lg" aria-busy aria-label={t('common.loading')} role="status">
      <Skeleton height={72} />
      <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="md">
        {[1, 2, 3, 4].map((tile) => (
          <Skeleton key={tile} height={122} />
        ))}
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        {[1, 2].map((card) => (
          <Card key={card} withBorder padding="lg" h={260}>
            <Skeleton height={24} maw={180} />
          </Card>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
