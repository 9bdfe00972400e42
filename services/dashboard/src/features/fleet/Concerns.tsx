import { Anchor, Card, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { Link } from 'react-router';

import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useAdvice } from './useAdvice';
import { LOOKS, VerdictBadge } from './VerdictBadge';
import { worst, type Verdict } from './verdict';

/** Whether anything wants somebody, and what is to be done. */
export function Concerns({ concerns }: { concerns: Verdict[] }) {
  const { t, number } = useSpeech();
  const advise = useAdvice();
  const { level } = worst(concerns);
  const acts = concerns.filter((concern) => concern.level === 'act').length;
  const title =
    level === 'fine'
      ? t('fleet.allFine')
      : level === 'act'
        ? t('fleet.toDo', { count: number(acts) })
        : t('fleet.toWatch', { count: number(concerns.length) });
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="fleet-concerns">
      <Stack gap="md" align="stretch">
        <Group gap="sm">
          <Title order={2} size="h4" id="fleet-concerns">
            {title}
          </Title>
          <VerdictBadge level={level} />
        </Group>
        {concerns.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('fleet.allFineText')}
          </Text>
        ) : (
          <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
            {concerns.map((concern) => {
              const text = advise(concern);
              return (
                <Group component="li" key={text} gap="xs" wrap="nowrap" align="flex-start">
                  <ThemeIcon
                    color={LOOKS[concern.level].color}
                    variant="light"
                    size={22}
                    radius="xl"
                    flex="none"
                    role="img"
                    aria-label={t(`fleet.${concern.level}`)}
                  >
                    <Icon shape={LOOKS[concern.level].icon} size={14} />
                  </ThemeIcon>
                  <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                    {text}{' '}
                    {concern.to && (
                      <Anchor component={Link} to={concern.to} size="sm" underline="always" inherit>
                        {t('fleet.look')}
                      </Anchor>
                    )}
                  </Text>
                </Group>
              );
            })}
          </Stack>
        )}
      </Stack>
    </Card>
  );
}
