import './LeadBoard.css';

import { Paper, Text, useDirection, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';

import type { Lead } from '../../api/types';
import { ErrorNotice } from '../../components/ErrorNotice';
import { UndoBar } from '../../components/UndoBar';
import { useSpeech } from '../../i18n/LanguageProvider';
import { stagesQuery, type Narrowed } from './api/leads';
import { BoardColumn } from './BoardColumn';
import { leadName, nameInText } from './lead-name';
import { LeadCard } from './LeadCard';
import { stageName, STAGES } from './stage';
import { useChangeLead } from './useChangeLead';
import { useDrag } from './useDrag';
import { useTeam } from './useTeam';

interface Props {
  tenant: number;
  wanted: Narrowed;
}

/** The leads by their stages. A card is carried by its handle, by mouse, by keyboard, or sent by its menu. */
export function LeadBoard({ tenant, wanted }: Props) {
  const { t } = useSpeech();
  const { dir } = useDirection();
  const { nameOf } = useTeam(tenant);
  const counts = useQuery({ ...stagesQuery(tenant, wanted), refetchInterval: 30_000 });
  const { change, error, undoable, forget } = useChangeLead(tenant);
  const [said, say] = useState('');
  const [placed, setPlaced] = useState<number | null>(null);
  const move = (lead: Lead, stage: string) =>
    change(lead, { stage }, `${nameInText(lead, t)}: ${stageName(stage, t)}`);
  const { drag, setDrag, press, board, ghost, place } = useDrag((lead, stage) => {
    setPlaced(null);
    move(lead, stage);
  });

  const key = (event: KeyboardEvent, lead: Lead) => {
    const held = drag?.by === 'keys' && drag.lead.id === lead.id ? drag : null;
    const name = leadName(lead, t);
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      if (!held) {
        setDrag({ lead, over: lead.stage, by: 'keys' });
        say(t('leads.lifted', { name, stage: stageName(lead.stage, t) }));
        return;
      }
      setDrag(null);
      if (held.over === lead.stage) {
        say(t('leads.dropped', { name }));
      } else {
        // The bar says what was done.
        say('');
        setPlaced(lead.id);
        move(lead, held.over);
      }
    } else if (held && event.key === 'Escape') {
      event.preventDefault();
      setDrag(null);
      say(t('leads.dropped', { name }));
    } else if (held && event.key.startsWith('Arrow')) {
      event.preventDefault();
      const onward =
        event.key === 'ArrowDown' || event.key === (dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight');
      const at = STAGES.findIndex((stage) => stage === held.over);
      const over = STAGES[at + (onward ? 1 : -1)];
      if (over) {
        setDrag({ ...held, over });
        say(t('leads.over', { stage: stageName(over, t) }));
        board.current
          ?.querySelector(`[data-stage="${over}"]`)
          ?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
      }
    }
  };

  const card = (lead: Lead) => (
    <LeadCard
      key={lead.id}
      lead={lead}
      person={lead.assigned_to === null ? null : nameOf(lead.assigned_to)}
      lifted={drag?.lead.id === lead.id}
      focused={placed === lead.id}
      onPress={press}
      onKey={key}
      onBlur={() => {
        setPlaced(null);
        if (drag?.by === 'keys') {
          setDrag(null);
        }
      }}
      onMove={(moved, stage) => {
        setPlaced(moved.id);
        move(moved, stage);
      }}
    />
  );
  return (
    <>
      <VisuallyHidden id="board-hint">{t('leads.boardHint')}</VisuallyHidden>
      {error && <ErrorNotice error={error} title={t('error.title')} />}
      <div
        className="lead-board"
        data-carrying={drag !== null || undefined}
        ref={board}
        role="group"
        aria-label={t('leads.board')}
        tabIndex={0}
      >
        {STAGES.map((stage) => (
          <BoardColumn
            key={stage}
            tenant={tenant}
            stage={stage}
            wanted={wanted}
            count={counts.data?.stages.find((one) => one.stage === stage)?.leads}
            over={drag?.over === stage}
            card={card}
          />
        ))}
      </div>
      {drag?.by === 'pointer' && (
        <Paper
          withBorder
          shadow="md"
          p="xs"
          className="lead-ghost"
          ref={ghost}
          style={{ transform: place.current }}
          aria-hidden
        >
          <Text size="sm" fw={500} truncate>
            {leadName(drag.lead, t)}
          </Text>
        </Paper>
      )}
      <VisuallyHidden role="status" aria-live="assertive">
        {said}
      </VisuallyHidden>
      <UndoBar text={undoable?.text ?? null} onUndo={() => undoable?.undo()} onClose={forget} />
    </>
  );
}
