import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core';

import type { LeadScore } from '../../api/types';
import { useSpeech } from '../../i18n/LanguageProvider';
import { ScoreBadge } from './ScoreBadge';

/** How good a lead is, and what made it so. */
export function ScoreCard({ score }: { score: LeadScore | null }) {
  const { t, number } = useSpeech();
  const signed = (points: number) => (points > 0 ? `+${number(points)}` : number(points));
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
          <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
            {score.reasons.map((reason) => (
              <Group
                key={reason.rule}
                component="li"
                justify="space-between"
                align="flex-start"
                gap="sm"
                wrap="nowrap"
              >
                {/* In the language of the conversation. */}
                <Text size="sm" dir="auto" style={{ overflowWrap: 'anywhere' }}>
                  {reason.text}
                </Text>
                <Badge
                  variant="light"
                  color={reason.points < 0 ? 'red' : 'gray'}
                  flex="none"
                  aria-label={t('leads.points', { points: signed(reason.points) })}
                >
                  <bdi dir="ltr">{signed(reason.points)}</bdi>
                </Badge>
              </Group>
            ))}
          </Stack>
        ) : (
          <Text size="sm" c="dimmed">
            {t('leads.notScored')}
          </Text>
        )}
      </Stack>
    </Card>
  );
}
