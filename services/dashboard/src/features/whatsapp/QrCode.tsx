import { Box, Center, Flex, List, Loader, Stack, Text } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';

import { useSpeech } from '../../i18n/LanguageProvider';
import { QR_REFRESH, QR_RETRY, QR_SIZE, qrSource } from './qr';
import type { Live } from './useLive';

interface Props {
  tenant: number;
  /** What `connect` answered. */
  link: string | null | undefined;
  live: Live;
  footer: ReactNode;
}

/** The code to scan, and how. */
export function QrCode({ tenant, link, live, footer }: Props) {
  const { t } = useSpeech();
  return (
    <Stack gap="md">
      <Text fw={500}>{t('whatsapp.scan')}</Text>
      <Flex
        direction={{ base: 'column', sm: 'row' }}
        gap="xl"
        align={{ base: 'center', sm: 'flex-start' }}
      >
        <LivePicture tenant={tenant} link={link} live={live} />
        <Stack gap="lg" align="flex-start" style={{ flex: 1 }}>
          <List type="ordered" spacing="sm">
            <List.Item>{t('whatsapp.step1')}</List.Item>
            <List.Item>{t('whatsapp.step2')}</List.Item>
            <List.Item>{t('whatsapp.step3')}</List.Item>
          </List>
          {footer}
        </Stack>
      </Flex>
    </Stack>
  );
}

/**
 * Follows the code as WhatsApp replaces it: told by the stream, or by the clock while there is none. A browser shows the old picture until the new one is
 * there.
 */
function LivePicture({ tenant, link, live }: Omit<Props, 'footer'>) {
  const { t } = useSpeech();
  const [moment, setMoment] = useState(Date.now);
  const [shown, setShown] = useState<'loading' | 'yes' | 'failed'>('loading');
  const told = live.stream === 'open' && shown !== 'failed';

  useEffect(() => {
    if (told) {
      return;
    }
    const timer = setInterval(
      () => {
        if (document.visibilityState === 'visible') {
          setMoment(Date.now());
        }
      },
      shown === 'failed' ? QR_RETRY : QR_REFRESH,
    );
    return () => clearInterval(timer);
  }, [shown, told]);

  const news = live.qr && live.qr.moment > moment ? live.qr : { link, moment };

  return (
    // White in the dark as well: phones read dark on light.
    <Box
      pos="relative"
      w={QR_SIZE}
      h={QR_SIZE}
      maw="100%"
      bg="white"
      bdrs="md"
      style={{ flexShrink: 0, overflow: 'hidden' }}
    >
      <img
        src={qrSource(tenant, news.link, news.moment)}
        alt={t('whatsapp.qrAlt')}
        width={QR_SIZE}
        height={QR_SIZE}
        style={{
          display: 'block',
          maxWidth: '100%',
          visibility: shown === 'yes' ? 'visible' : 'hidden',
        }}
        onLoad={() => setShown('yes')}
        onError={() => setShown('failed')}
      />
      {shown !== 'yes' && (
        <Center pos="absolute" inset={0} p="md">
          <Stack align="center" gap="sm">
            <Loader size="sm" aria-label={t('common.loading')} />
            {shown === 'failed' && (
              <Text size="sm" c="dark.6" ta="center" role="status">
                {t('whatsapp.qrRetry')}
              </Text>
            )}
          </Stack>
        </Center>
      )}
    </Box>
  );
}
