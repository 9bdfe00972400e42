import { Button, Group, Stack, Text } from '@mantine/core';

import type { WhatsAppSession } from '../../api/types';
import { Filled } from '../../components/Filled';
import { Phone } from '../../components/Phone';
import { useSpeech } from '../../i18n/LanguageProvider';

interface Props {
  phone: string | null | undefined;
  session: WhatsAppSession | undefined;
  onDisconnect: () => void;
}

/** The number that is linked, and what is known of how well. */
export function LinkedPhone({ phone, session, onDisconnect }: Props) {
  const { t, dateTime } = useSpeech();
  // What is kept may be of the moment before the link.
  const known = session && ['connected', 'deaf'].includes(session.state) ? session : undefined;
  const gap = known?.gap_fill;
  return (
    <Group justify="space-between" align="flex-start" gap="md">
      <Stack gap={4} style={{ flex: '1 1 16rem' }}>
        <Text size="xl" fw={600} mih="1.55em">
          {phone && (
            <Filled text={(place) => t('whatsapp.phone', { phone: place })}>
              <Phone digits={phone} />
            </Filled>
          )}
        </Text>
        {known?.since && (
          <Text size="sm" c="dimmed">
            {t('state.connected')} {t('whatsapp.since', { time: dateTime(known.since) })}
          </Text>
        )}
        {known?.last_event_at && (
          <Text size="sm" c="dimmed">
            {t('whatsapp.lastEvent', { time: dateTime(known.last_event_at) })}
          </Text>
        )}
        {(gap === 'supported' || gap === 'unsupported') && (
          <Text size="sm" c="dimmed" maw={460}>
            {t(gap === 'supported' ? 'whatsapp.gapSupported' : 'whatsapp.gapUnsupported')}
          </Text>
        )}
      </Stack>
      <Button color="red" variant="outline" onClick={onDisconnect}>
        {t('whatsapp.disconnect')}
      </Button>
    </Group>
  );
}
