import { ActionIcon, Anchor, Group, Menu, Paper, Text } from '@mantine/core';
import type { KeyboardEvent, PointerEvent } from 'react';
import { Link, useLocation } from 'react-router';

import type { Lead } from '../../api/types';
import { Icon } from '../../components/Icon';
import { RowMenu } from '../../components/RowMenu';
import { useSpeech } from '../../i18n/LanguageProvider';
import { callName, leadName, nameLook } from './lead-name';
import { ScoreBadge } from './ScoreBadge';
import { stageName, STAGES } from './stage';

interface Props {
  lead: Lead;
  /** Who works on it; null: nobody. */
  person: string | null;
  lifted: boolean;
  /** Somebody put it here by keyboard, and goes on from here. */
  focused: boolean;
  onPress: (event: PointerEvent, lead: Lead) => void;
  onKey: (event: KeyboardEvent, lead: Lead) => void;
  onBlur: () => void;
  onMove: (lead: Lead, stage: string) => void;
}

export function LeadCard({ lead, person, lifted, focused, ...on }: Props) {
  const { t } = useSpeech();
  const { search: from } = useLocation();
  const name = leadName(lead, t);
  return (
    <Paper
      component="li"
      withBorder
      p="xs"
      className="lead-card"
      data-lifted={lifted || undefined}
      // A finger on the card scrolls; it has the handle to carry it by.
      onPointerDown={(event) => event.pointerType === 'mouse' && on.onPress(event, lead)}
    >
      <Group gap={4} wrap="nowrap" align="flex-start" justify="space-between">
        <Anchor
          component={Link}
          to={`/leads/${lead.id}`}
          state={{ from }}
          draggable={false}
          fw={500}
          // A number shall stand in one line.
          size={lead.name || lead.whatsapp_name ? 'sm' : 'xs'}
          {...nameLook(lead, t)}
          className="lead-card-name"
        >
          <bdi>{name}</bdi>
        </Anchor>
        <RowMenu name={name}>
          <Menu.Item component={Link} to={`/leads/${lead.id}`} state={{ from }}>
            {t('leads.open')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t('leads.moveTo')}</Menu.Label>
          {STAGES.filter((stage) => stage !== lead.stage).map((stage) => (
            <Menu.Item key={stage} onClick={() => on.onMove(lead, stage)}>
              {stageName(stage, t)}
            </Menu.Item>
          ))}
        </RowMenu>
      </Group>
      {lead.wish && (
        <Text size="xs" c="dimmed" lineClamp={2} dir="auto" className="at-start">
          {lead.wish}
        </Text>
      )}
      <Group gap={6} wrap="nowrap" justify="space-between" mt={4}>
        <Group gap={6} mih={20} wrap="nowrap" style={{ minWidth: 0 }}>
          <ScoreBadge score={lead.score} />
          {person !== null && (
            <Text size="xs" c="dimmed" truncate dir="auto" title={person}>
              {callName(person)}
            </Text>
          )}
        </Group>
        <ActionIcon
          variant="subtle"
          color="gray"
          className="lead-grip"
          aria-label={t('leads.drag', { name })}
          aria-pressed={lifted}
          aria-describedby="board-hint"
          autoFocus={focused}
          onPointerDown={(event) => event.pointerType !== 'mouse' && on.onPress(event, lead)}
          onKeyDown={(event) => on.onKey(event, lead)}
          onBlur={on.onBlur}
        >
          <Icon shape="grip" size={18} />
        </ActionIcon>
      </Group>
    </Paper>
  );
}
