import { Card, Group, Stack, Text, Title } from '@mantine/core';

import type { LeadScore } from '../../api/types';
import { useSpeech } from '../../i18n/LanguageProvider';
import { ScoreBadge } from './ScoreBadge';
import { ScoreReasons } from './ScoreReasons';

/** How good a lead is, and what made it so. */
export function ScoreCard({ score }: { score: LeadScore | null }) {
  const { t } = useSpeech();
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="score-title">
      <Stack gap="md">
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h4" id="score-title">
            {t('leads.scoreTitle')}
          </Title>
          <ScoreBadge score={score} />
        </Group>
        {score ? (
          <ScoreReasons reasons={score.reasons} />
        ) : (
          <Text size="sm" c="dimmed">
            {t('leads.notScored')}
          </Text>
        )}
      </Stack>
    </Card>
  );
}
