import { ActionIcon, Button, Group, Loader, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';

import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useBot } from './useBot';
import { useUnpublished } from './useUnpublished';

/** Whether all is saved, and the way back from a change. */
export function SaveState() {
  const { t } = useSpeech();
  const { saving, flush, canUndo, canRedo, undo, redo } = useBot();
  const waits = (useUnpublished()?.length ?? 0) > 0;
  const unpublished = `· ${t('flow.unpublished')}`;
  useHotkeys(
    [
      ['mod+Z', undo],
      ['mod+shift+Z', redo],
    ],
    // In a field too: what was written there is the document.
    [],
  );
  return (
    <Group gap={4} wrap="nowrap">
      <Group gap={6} wrap="nowrap" miw={96} justify="flex-end">
        {saving === 'saving' && <Loader size={14} color="gray" aria-hidden />}
        {saving === 'saved' && <Icon shape="check" size={16} />}
        <Text size="sm" {...(saving === 'saved' && { c: 'dimmed' })} role="status">
          {t(`flow.saving.${saving}`)}
        </Text>
        {saving === 'saved' && (
          // It has its place before it is known whether it is so.
          <Text size="sm" c="dimmed" className="bot-unpublished" data-text={unpublished}>
            {waits && unpublished}
          </Text>
        )}
        {saving === 'failed' && (
          <Button size="compact-xs" variant="light" onClick={() => void flush()}>
            {t('common.tryAgain')}
          </Button>
        )}
      </Group>
      <ActionIcon
        variant="subtle"
        className="bot-quiet"
        color="gray"
        onClick={undo}
        disabled={!canUndo}
        aria-label={t('flow.undo')}
        title={t('flow.undo')}
      >
        <Icon shape="undo" size={18} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        className="bot-quiet"
        color="gray"
        onClick={redo}
        disabled={!canRedo}
        aria-label={t('flow.redo')}
        title={t('flow.redo')}
      >
        <Icon shape="redo" size={18} />
      </ActionIcon>
    </Group>
  );
}
