import {
  ActionIcon,
  Badge,
  Button,
  Card,
  Group,
  Menu,
  Stack,
  Text,
  UnstyledButton,
} from '@mantine/core';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';

import { Icon } from '../../../components/Icon';
import { useSpeech } from '../../../i18n/LanguageProvider';
import { slotName } from '../../leads/slot-kind';
import { moved } from '../edit';
import { FLOW_SLOTS, freeId, HAND_OFF, type Flow, type Step } from '../flow';
import { useBot } from '../useBot';
import { stepTitle, wayText } from '../words';

const SECTIONS = ['handoff', 'followups', 'hours', 'score'] as const;
const NAMES = {
  opening: 'flow.opening',
  handoff: 'flow.handOff',
  followups: 'flow.followUps',
  hours: 'flow.hours',
  score: 'flow.score',
} as const;

/** All steps in their order, and what is around them: each opens its form. */
export function Outline() {
  const speech = useSpeech();
  const { t, number } = speech;
  const { flow, edit, apply, readOnly, lang } = useBot();
  const [, setParams] = useSearchParams();
  const open = (at: string) =>
    setParams((old) => {
      old.set('at', at);
      return old;
    });
  const said: Record<string, string | undefined> = {
    opening: flow.opening[lang] ?? undefined,
    handoff: flow.handoff.say[lang] ?? undefined,
    followups: t('flow.count.followUps', { n: number(flow.followups?.length ?? 0) }),
    hours: flow.hours ? flow.hours.time_zone : t('flow.noHours'),
    score: flow.score
      ? t('flow.count.rules', { n: number(flow.score.rules.length) })
      : t('flow.noScore'),
  };
  const section = (at: keyof typeof NAMES) => (
    <Line key={at} path={`/${at}`} title={t(NAMES[at])} text={said[at]} onOpen={() => open(at)} />
  );
  const add = (slot: string | null) => {
    const id = freeId(
      slot ?? 'message',
      flow.steps.map((step) => step.id),
    );
    apply((before) => withStep(before, id, slot), `add/${id}`);
    open(`step-${id}`);
  };
  return (
    <Stack gap="sm">
      {section('opening')}
      {flow.steps.map((step, at) => (
        <Line
          key={step.id}
          path={`/steps/${at}`}
          title={`${number(at + 1)}. ${stepTitle(flow, step, speech)}`}
          text={step.say?.[lang] ?? undefined}
          onOpen={() => open(`step-${step.id}`)}
          ways={step.branches?.map(({ when, next }) => wayText(flow, when, next, speech))}
        >
          {!readOnly && (
            <MoveButtons
              at={at}
              of={flow.steps.length}
              onMove={(by) => edit(['steps'], moved(flow.steps, at, by))}
            />
          )}
        </Line>
      ))}
      {!readOnly && (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="light" leftSection={<Icon shape="plus" size={16} />} fullWidth>
              {t('flow.addStep')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
            <Menu.Label>{t('flow.addQuestion')}</Menu.Label>
            {FLOW_SLOTS.filter((slot) => slot !== 'phone').map((slot) => (
              <Menu.Item key={slot} onClick={() => add(slot)}>
                {slotName(slot, t)}
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item onClick={() => add(null)}>{t('flow.addMessage')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {SECTIONS.map(section)}
    </Stack>
  );
}

/** With another step at the end; what came to an end there, goes on to it. */
function withStep(flow: Flow, id: string, slot: string | null): Flow {
  const step: Step = {
    id,
    say: {},
    ...(slot && {
      ask: { slot, max_retries: 2, ...(slot === 'details' && { takes_words: true }) },
    }),
    next: HAND_OFF,
  };
  const last = flow.steps.at(-1);
  const before =
    last?.next === HAND_OFF || last?.next === undefined || last?.next === null
      ? [...flow.steps.slice(0, -1), ...(last ? [{ ...last, next: id }] : [])]
      : flow.steps;
  return { ...flow, steps: [...before, step] };
}

interface MoveProps {
  at: number;
  of: number;
  onMove: (by: 1 | -1) => void;
}

export function MoveButtons({ at, of, onMove }: MoveProps) {
  const { t } = useSpeech();
  return (
    <Group gap={0} wrap="nowrap">
      {([-1, 1] as const).map((by) => (
        <ActionIcon
          key={by}
          variant="subtle"
          className="bot-quiet"
          color="gray"
          disabled={by < 0 ? at === 0 : at === of - 1}
          onClick={() => onMove(by)}
          aria-label={t(by < 0 ? 'flow.moveUp' : 'flow.moveDown')}
          title={t(by < 0 ? 'flow.moveUp' : 'flow.moveDown')}
        >
          <Icon shape={by < 0 ? 'up' : 'down'} size={16} />
        </ActionIcon>
      ))}
    </Group>
  );
}

interface LineProps {
  path: string;
  title: string;
  text: string | undefined;
  ways?: string[] | undefined;
  onOpen: () => void;
  children?: ReactNode;
}

function Line({ path, title, text, ways = [], onOpen, children }: LineProps) {
  const { t, number } = useSpeech();
  const { findings } = useBot();
  const found = findings.filter((one) => one.path === path || one.path.startsWith(`${path}/`));
  const errors = found.filter(({ severity }) => severity === 'error').length;
  return (
    <Card withBorder padding={0} data-path={path}>
      <Group gap="xs" wrap="nowrap" pe="xs" align="center">
        <UnstyledButton className="bot-line" onClick={onOpen}>
          <Group gap="xs" wrap="nowrap" justify="space-between">
            <Text fw={600} size="sm" dir="auto" truncate>
              {title}
            </Text>
            {found.length > 0 && (
              <Badge
                color={errors > 0 ? 'red' : 'orange'}
                variant="light"
                size="sm"
                tt="none"
                flex="none"
              >
                {errors > 0
                  ? t('flow.problems', { n: number(errors) })
                  : t('flow.hints', { n: number(found.length) })}
              </Badge>
            )}
          </Group>
          {text && (
            <Text size="sm" c="dimmed" lineClamp={2} dir="auto">
              {text}
            </Text>
          )}
          {ways.map((way) => (
            <Text key={way} size="xs" c="dimmed" truncate>
              <bdi>{way}</bdi>
            </Text>
          ))}
        </UnstyledButton>
        {children}
      </Group>
    </Card>
  );
}
