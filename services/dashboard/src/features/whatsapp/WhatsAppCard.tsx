import {
  Alert,
  Badge,
  Button,
  Card,
  Center,
  Group,
  Loader,
  Skeleton,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { ErrorNotice } from '../../components/ErrorNotice';
import { Icon } from '../../components/Icon';
import type { Key } from '../../i18n/en';
import { useSpeech } from '../../i18n/LanguageProvider';
import { connectMutation } from './api/connect';
import { disconnectMutation } from './api/disconnect';
import { statusQuery } from './api/status';
import { timelineQuery } from './api/timeline';
import { DisconnectModal } from './DisconnectModal';
import { QrCode } from './QrCode';
import { QR_SIZE } from './qr';
import { viewOf, type View } from './view';

const COLOURS: Partial<Record<View, string>> = {
  connected: 'green',
  failed: 'red',
  passkey: 'red',
};

/** What is said, and what is offered, where the phone is not linked and no code can be shown. */
const ADVICE = {
  failed: { text: 'whatsapp.failed', action: 'whatsapp.newCode' },
  stopped: { text: 'whatsapp.stopped', action: 'whatsapp.again' },
  forgotten: { text: 'whatsapp.forgotten', action: 'whatsapp.again' },
  passkey: { text: 'whatsapp.passkey', action: 'whatsapp.again' },
} satisfies Partial<Record<View, { text: Key; action: Key }>>;

interface Props {
  tenant: number;
  intro: string;
}

export function WhatsAppCard({ tenant, intro }: Props) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [asking, { open: ask, close: stopAsking }] = useDisclosure();
  const status = useQuery(statusQuery(tenant));
  const changed = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: statusQuery(tenant).queryKey }),
      client.invalidateQueries({ queryKey: timelineQuery(tenant).queryKey }),
    ]);
  const connect = useMutation({ ...connectMutation(tenant), onSettled: changed });
  const disconnect = useMutation({
    ...disconnectMutation(tenant),
    onMutate: () => connect.reset(),
    onSettled: changed,
    onSuccess: stopAsking,
  });

  const view = status.data && viewOf(status.data);
  useEffect(() => {
    if (view) {
      // What has changed is in the history too.
      void client.invalidateQueries({ queryKey: timelineQuery(tenant).queryKey });
    }
  }, [client, tenant, view]);
  const start = () => {
    disconnect.reset();
    connect.mutate();
  };

  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="whatsapp-title">
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" gap="xs">
          <Title order={2} size="h3" id="whatsapp-title">
            {t('whatsapp.title')}
          </Title>
          <div role="status">
            {view && (
              <Badge
                color={COLOURS[view] ?? 'gray'}
                variant={view === 'connected' ? 'filled' : 'light'}
                size="lg"
                tt="none"
              >
                {t(`status.${view}`)}
              </Badge>
            )}
          </div>
        </Group>

        {status.isPending && (
          <Stack gap="sm" aria-busy aria-label={t('common.loading')}>
            <Skeleton height={20} maw={380} />
            <Skeleton height={36} width={190} />
          </Stack>
        )}
        {status.error && (
          <ErrorNotice
            error={status.error}
            title={t('error.loadTitle')}
            onRetry={() => status.refetch()}
            retrying={status.isFetching}
          />
        )}
        {connect.error && <ErrorNotice error={connect.error} title={t('error.title')} />}
        {disconnect.error && !asking && (
          <ErrorNotice error={disconnect.error} title={t('error.title')} />
        )}
        {status.data && view && (
          <State
            view={view}
            intro={intro}
            tenant={tenant}
            phone={status.data.phone}
            status={status.data.status ?? ''}
            link={connect.data?.qr_url}
            connecting={connect.isPending}
            disconnecting={disconnect.isPending}
            onConnect={start}
            onCancel={() => disconnect.mutate()}
            onDisconnect={() => {
              disconnect.reset();
              ask();
            }}
          />
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

interface StateProps extends Props {
  view: View;
  phone: string | undefined;
  status: string;
  link: string | null | undefined;
  connecting: boolean;
  disconnecting: boolean;
  onConnect: () => void;
  onCancel: () => void;
  onDisconnect: () => void;
}

function State({ view, intro, tenant, phone, status, link, ...rest }: StateProps) {
  const { connecting, disconnecting, onConnect, onCancel, onDisconnect } = rest;
  const { t } = useSpeech();
  switch (view) {
    case 'none':
      return (
        <Stack gap="md" align="flex-start">
          <Text>{intro}</Text>
          <Button leftSection={<Icon shape="whatsapp" />} loading={connecting} onClick={onConnect}>
            {t('whatsapp.connect')}
          </Button>
        </Stack>
      );
    case 'connected':
      return (
        <Group justify="space-between" gap="md">
          <Text size="lg">{phone && <Phone digits={phone} />}</Text>
          <Button color="red" variant="outline" onClick={onDisconnect}>
            {t('whatsapp.disconnect')}
          </Button>
        </Group>
      );
    case 'scan':
      return (
        <QrCode
          tenant={tenant}
          link={link}
          footer={
            <Button variant="default" loading={disconnecting} onClick={onCancel}>
              {t('common.cancel')}
            </Button>
          }
        />
      );
    case 'preparing':
    case 'unknown':
      return (
        <Stack gap="md" align="flex-start">
          {/* As high as the code that is likely to follow. */}
          <Center mih={view === 'preparing' ? QR_SIZE : undefined} w="100%">
            <Group gap="sm" role="status">
              <Loader size="sm" />
              <Text>
                {view === 'preparing' ? t('whatsapp.preparing') : t('whatsapp.unknown', { status })}
              </Text>
            </Group>
          </Center>
          <Button variant="default" onClick={onDisconnect}>
            {t('whatsapp.disconnect')}
          </Button>
        </Stack>
      );
    default: {
      const { text, action } = ADVICE[view];
      return (
        <Stack gap="md" align="flex-start">
          <Alert color="gray" icon={<Icon shape="info" />} w="100%">
            {t(text)}
          </Alert>
          <Group gap="sm">
            <Button loading={connecting} onClick={onConnect}>
              {t(action)}
            </Button>
            <Button color="red" variant="subtle" onClick={onDisconnect} disabled={connecting}>
              {t('whatsapp.disconnect')}
            </Button>
          </Group>
        </Stack>
      );
    }
  }
}

/** A number is read from left to right in every language. */
function Phone({ digits }: { digits: string }) {
  const { t } = useSpeech();
  const [before, after] = t('whatsapp.phone', { phone: '\n' }).split('\n');
  return (
    <>
      {before}
      <bdi dir="ltr">+{digits}</bdi>
      {after}
    </>
  );
}
