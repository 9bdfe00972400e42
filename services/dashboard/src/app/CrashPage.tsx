import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { useSpeech } from '../i18n/LanguageProvider';

/** A mistake of ours while drawing a page. */
export function CrashPage() {
  const { t } = useSpeech();
  return (
    <Center mih="100dvh" p="md">
      <title>{`${t('error.title')} · Peyk`}</title>
      <Stack align="center" gap="md" maw={420} ta="center" role="alert">
        <Title order={1} size="h3">
          {t('error.title')}
        </Title>
        <Text>{t('error.crash')}</Text>
        <Button onClick={() => window.location.reload()}>{t('error.reload')}</Button>
      </Stack>
    </Center>
  );
}
