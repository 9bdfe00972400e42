import './UndoBar.css';

import { Button, CloseButton, Paper, Text } from '@mantine/core';
import { useEffect, useState } from 'react';

import { useSpeech } from '../i18n/LanguageProvider';

/** Long enough to read it and to find the button by keyboard. */
const SHOWN_FOR = 12_000;

interface Props {
  /** What was done, with names that may be in another script isolated in it; null: nothing. */
  text: string | null;
  onUndo: () => void;
  onClose: () => void;
}

/** Says what was done and offers to take it back, above the page: nothing moves. It stays while it is looked at. */
export function UndoBar({ text, onUndo, onClose }: Props) {
  const { t } = useSpeech();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (text === null || held) {
      return;
    }
    const timer = setTimeout(onClose, SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [text, held, onClose]);
  return (
    <div
      className="undo-bar"
      role="status"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {text !== null && (
        <Paper withBorder shadow="md" p="xs" ps="md" className="undo-bar-paper">
          <Text size="sm" lineClamp={2}>
            {text}
          </Text>
          <Button size="compact-sm" variant="light" onClick={onUndo} flex="none">
            {t('leads.undo')}
          </Button>
          <CloseButton size="sm" aria-label={t('common.close')} onClick={onClose} />
        </Paper>
      )}
    </div>
  );
}
