import { Button, Center, Group, Loader, Stack, Text } from '@mantine/core';
import { useState } from 'react';

import type { WhatsAppSession, WhatsAppStatus } from '../../api/types';
import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { LinkedPhone } from './LinkedPhone';
import { PairingCode } from './PairingCode';
import { QrCode } from './QrCode';
import { QR_SIZE } from './qr';
import type { Shown } from './state';
import type { Live } from './useLive';
import { Words } from './Words';

interface Props {
  now: Shown;
  intro: string;
  tenant: number;
  status: WhatsAppStatus | undefined;
  session: WhatsAppSession | undefined;
  link: string | null | undefined;
  live: Live;
  connecting: boolean;
  disconnecting: boolean;
  onConnect: () => void;
  onCancel: () => void;
  onDisconnect: () => void;
}

/** What there is to see and to do in each state. */
export function SessionBody(props: Props) {
  const { now, status, session, connecting, onConnect, onDisconnect } = props;
  const { t } = useSpeech();
  const words = <Words state={now.state} session={session} status={status?.status} />;
  const disconnect = (
    <Button color="red" variant="subtle" onClick={onDisconnect} disabled={connecting}>
      {t('whatsapp.disconnect')}
    </Button>
  );
  switch (now.view) {
    case 'start':
      return (
        <Stack gap="md" align="flex-start">
          <Text>{props.intro}</Text>
          <Button leftSection={<Icon shape="whatsapp" />} loading={connecting} onClick={onConnect}>
            {t('whatsapp.connect')}
          </Button>
        </Stack>
      );
    case 'linked':
      return (
        <>
          {now.state !== 'connected' && words}
          <LinkedPhone
            phone={status?.phone ?? session?.phone}
            session={session}
            onDisconnect={onDisconnect}
          />
        </>
      );
    case 'scan':
      return (
        <>
          {now.state === 'logged_out' && words}
          <Scan {...props} />
        </>
      );
    case 'wait':
      return (
        <Stack gap="md" align="flex-start">
          {now.state === 'connecting' ? (
            // As high as the code that is likely to follow.
            <Center mih={QR_SIZE} w="100%">
              <Group gap="sm" wrap="nowrap" role="status">
                <Loader size="sm" />
                <Text>{t('whatsapp.preparing')}</Text>
              </Group>
            </Center>
          ) : (
            words
          )}
          {now.state !== 'disconnecting' && disconnect}
        </Stack>
      );
    case 'barred':
      return words;
    case 'broken':
      return (
        <Stack gap="md" align="flex-start">
          {words}
          <Group gap="sm">
            <Button loading={connecting} onClick={onConnect}>
              {t(CODE_WANTED.has(now.state) ? 'whatsapp.newCode' : 'whatsapp.again')}
            </Button>
            {disconnect}
          </Group>
        </Stack>
      );
  }
}

const CODE_WANTED = new Set<string>(['failed', 'code_expired', 'logged_out']);

/** A code for the phone's camera, or one to type. */
function Scan({ tenant, link, live, disconnecting, onCancel }: Props) {
  const { t } = useSpeech();
  const [typing, setTyping] = useState(false);
  const footer = (
    <Group gap="sm">
      <Button variant="light" onClick={() => setTyping(!typing)}>
        {t(typing ? 'whatsapp.byCode' : 'whatsapp.byPhone')}
      </Button>
      <Button variant="default" loading={disconnecting} onClick={onCancel}>
        {t('common.cancel')}
      </Button>
    </Group>
  );
  return typing ? (
    <PairingCode tenant={tenant} footer={footer} />
  ) : (
    <QrCode tenant={tenant} link={link} live={live} footer={footer} />
  );
}
