import { Badge, Card, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { ErrorNotice } from '../../components/ErrorNotice';
import { useSpeech } from '../../i18n/LanguageProvider';
import { connectMutation } from './api/connect';
import { disconnectMutation } from './api/disconnect';
import { sessionQuery } from './api/session';
import { statusQuery } from './api/status';
import { timelineQuery } from './api/timeline';
import { DisconnectModal } from './DisconnectModal';
import { pollInterval } from './polling';
import { SessionBody } from './SessionBody';
import { shown } from './state';
import { stateColour } from './state-colour';
import { useLive } from './useLive';

interface Props {
  tenant: number;
  intro: string;
}

export function WhatsAppCard({ tenant, intro }: Props) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [asking, { open: ask, close: stopAsking }] = useDisclosure();
  const live = useLive(tenant);
  const watched = {
    refetchInterval: () => {
      const status = client.getQueryState(statusQuery(tenant).queryKey);
      const session = client.getQueryData(sessionQuery(tenant).queryKey);
      return pollInterval({
        view: shown(status?.data, session)?.view,
        failed: status?.status === 'error',
        live: live.stream === 'open',
      });
    },
  };
  const status = useQuery({ ...statusQuery(tenant), ...watched });
  const session = useQuery({ ...sessionQuery(tenant), ...watched });
  const changed = () => client.invalidateQueries({ queryKey: ['whatsapp', tenant] });
  const connect = useMutation({ ...connectMutation(tenant), onSettled: changed });
  const disconnect = useMutation({
    ...disconnectMutation(tenant),
    onMutate: () => connect.reset(),
    onSettled: changed,
    onSuccess: stopAsking,
  });

  // While WAHA does not answer, what was said last is no news; what the platform keeps is.
  const now = shown(status.error ? undefined : status.data, session.data);
  const state = now?.state;
  useEffect(() => {
    if (state) {
      // What has changed is in the history too.
      void client.invalidateQueries({ queryKey: timelineQuery(tenant).queryKey });
    }
  }, [client, tenant, state]);

  // Without what the platform keeps the page is poorer, not wrong.
  const error = status.error ?? (now ? null : session.error);
  const told = state === 'waha_unreachable' || state === 'suspended' || state === 'disconnecting';
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="whatsapp-title">
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" gap="xs">
          <Title order={2} size="h3" id="whatsapp-title">
            {t('whatsapp.title')}
          </Title>
          <div role="status">
            {state && (
              <Badge
                color={stateColour(state)}
                variant={state === 'connected' ? 'filled' : 'light'}
                size="lg"
                tt="none"
              >
                {t(`state.${state}`)}
              </Badge>
            )}
          </div>
        </Group>

        {!now && !error && (
          <Stack gap="sm" aria-busy aria-label={t('common.loading')}>
            <Skeleton height={20} maw={380} />
            <Skeleton height={36} width={190} />
          </Stack>
        )}
        {error && !told && (
          <ErrorNotice
            error={error}
            title={t('error.loadTitle')}
            onRetry={changed}
            retrying={status.isFetching || session.isFetching}
          />
        )}
        {connect.error && <ErrorNotice error={connect.error} title={t('error.title')} />}
        {disconnect.error && !asking && (
          <ErrorNotice error={disconnect.error} title={t('error.title')} />
        )}
        {now && (
          <SessionBody
            now={now}
            intro={intro}
            tenant={tenant}
            status={status.data}
            session={session.data}
            link={connect.data?.qr_url}
            live={live}
            connecting={connect.isPending}
            disconnecting={disconnect.isPending}
            onConnect={() => {
              disconnect.reset();
              connect.mutate();
            }}
            onCancel={() => disconnect.mutate()}
            onDisconnect={() => {
              disconnect.reset();
              ask();
            }}
          />
        )}
        {live.stream === 'off' && now && now.view !== 'start' && (
          <Text size="sm" c="dimmed" role="status">
            {t('whatsapp.notLive')}
          </Text>
        )}
      </Stack>
      <DisconnectModal
        opened={asking}
        pending={disconnect.isPending}
        error={disconnect.error}
        onConfirm={() => disconnect.mutate()}
        onClose={stopAsking}
      />
    </Card>
  );
}
