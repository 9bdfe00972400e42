import './trace.css';

import { Anchor, Badge, Card, Code, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';

import type { Trace } from '../../api/types';
import { CopyButton } from '../../components/CopyButton';
import { useSpeech } from '../../i18n/LanguageProvider';
import { visitLink } from '../visit/visit-link';
import { isBad, stepText } from './step-text';
import { useClock } from './useClock';
import { useGap } from './useGap';
import { waterfall, type Bar } from './waterfall';

/** The way of one message: what happened when, and where the time went. */
export function Way({ trace }: { trace: Trace }) {
  const { t, date } = useSpeech();
  const gap = useGap();
  const { bars, total } = waterfall(trace.steps);
  const { tenant_id, conversation_id, trace_id } = trace;
  const slowest = bars.find((bar) => bar.slowest);
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="way-title">
      <Stack gap="md" align="stretch">
        <div>
          <Title order={2} size="h4" id="way-title">
            {t('trace.took', { time: gap(total) })}
          </Title>
          <Text size="sm" c="dimmed">
            {bars[0] && date(bars[0].at)}
            {slowest && (
              <>
                {' · '}
                {t('trace.slowest', {
                  step: stepText(slowest.name, t),
                  time: gap(slowest.after_ms),
                })}
              </>
            )}
          </Text>
        </div>
        <ol className="way">
          {bars.map((bar, index) => (
            <Step key={`${bar.name} ${index}`} bar={bar} first={index === 0} />
          ))}
        </ol>
        <Group gap="md" justify="space-between">
          <Group gap="md">
            <Anchor component={Link} to={`/tenants/${tenant_id}`} size="sm">
              {t('trace.toTenant')}
            </Anchor>
            <Anchor
              component={Link}
              to={visitLink(tenant_id, `/conversations/${conversation_id}`)}
              size="sm"
            >
              {t('trace.toChat')}
            </Anchor>
          </Group>
          {trace_id && (
            <Group gap="sm">
              <Text size="sm" c="dimmed">
                {t('trace.id')}
              </Text>
              <Code dir="ltr" style={{ overflowWrap: 'anywhere' }}>
                {trace_id}
              </Code>
              <CopyButton value={trace_id} />
            </Group>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {t('trace.legend')}
        </Text>
      </Stack>
    </Card>
  );
}

function Step({ bar, first }: { bar: Bar; first: boolean }) {
  const { t } = useSpeech();
  const gap = useGap();
  const clock = useClock();
  const { name, at, detail, from, share, beyond, slowest, after_ms } = bar;
  const bad = isBad(name);
  return (
    <li
      className="way-step"
      data-slowest={slowest || undefined}
      data-beyond={beyond || undefined}
      data-bad={bad || undefined}
    >
      <div>
        <Group gap="xs">
          <Text size="sm" fw={500} {...(bad && { c: 'var(--mantine-color-error)' })}>
            {stepText(name, t)}
          </Text>
          {slowest && (
            <Badge size="xs" color="orange" variant="light" tt="none">
              {t('trace.slow')}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          <bdi dir="ltr">{clock(at)}</bdi>
          {detail && (
            <>
              {' · '}
              <bdi lang="en">{detail}</bdi>
            </>
          )}
        </Text>
      </div>
      <div className="way-lane" aria-hidden>
        <div
          className="way-bar"
          style={beyond ? undefined : { left: `${from * 100}%`, width: `${share * 100}%` }}
        />
      </div>
      <Text size="sm" c="dimmed" className="way-gap">
        {!first && `+${gap(Math.max(after_ms, 0))}`}
      </Text>
    </li>
  );
}
