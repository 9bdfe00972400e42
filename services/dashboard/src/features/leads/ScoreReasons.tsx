import { Badge, Group, Stack, Text } from '@mantine/core';

import type { LeadScore } from '../../api/types';
import { useSpeech } from '../../i18n/LanguageProvider';

/** What gave points, and what took them. */
export function ScoreReasons({ reasons }: Pick<LeadScore, 'reasons'>) {
  const { t, number } = useSpeech();
  const signed = (points: number) => (points > 0 ? `+${number(points)}` : number(points));
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {reasons.map((reason) => (
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
  );
}
