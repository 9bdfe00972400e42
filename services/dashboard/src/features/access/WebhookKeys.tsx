import { Button, Card, Group, Progress, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { Ask } from '../../components/Ask';
import { LoadFailed } from '../../components/LoadFailed';
import { useSpeech } from '../../i18n/LanguageProvider';
import { rotateKeysMutation, webhookKeysQuery } from './api/webhook-keys';

/** What WAHA signs its webhooks with: replaced session by session. */
export function WebhookKeys() {
  const { t, number } = useSpeech();
  const client = useQueryClient();
  const [asking, { open, close }] = useDisclosure();
  const keys = useQuery(webhookKeysQuery);
  const rotate = useMutation({
    ...rotateKeysMutation,
    onSuccess: close,
    onSettled: () => client.invalidateQueries({ queryKey: webhookKeysQuery.queryKey }),
  });
  const share = keys.data?.sessions ? (keys.data.rolled_out / keys.data.sessions) * 100 : 100;
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="keys-title">
      <Stack gap="md">
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h3" id="keys-title">
            {t('keys.title')}
          </Title>
          <Button variant="default" onClick={open} disabled={!keys.data}>
            {t('keys.rotate')}
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          {t('keys.intro')}
        </Text>
        {keys.isPending && <Skeleton height={20} maw={300} aria-label={t('common.loading')} />}
        <LoadFailed query={keys} />
        {keys.data && (
          <Stack gap={6}>
            <Text size="sm" role="status">
              {keys.data.pending > 0
                ? t('keys.pending', {
                    done: number(keys.data.rolled_out),
                    all: number(keys.data.sessions),
                  })
                : t('keys.settled')}
            </Text>
            {keys.data.pending > 0 && (
              <Progress value={share} animated aria-label={t('keys.title')} />
            )}
          </Stack>
        )}
      </Stack>
      <Ask
        opened={asking}
        title={t('keys.rotateTitle')}
        text={t('keys.rotateText')}
        confirm={t('keys.rotate')}
        harmless
        pending={rotate.isPending}
        error={rotate.error}
        onConfirm={() => rotate.mutate()}
        onClose={() => {
          rotate.reset();
          close();
        }}
      />
    </Card>
  );
}
