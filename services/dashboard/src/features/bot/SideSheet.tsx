import { Drawer } from '@mantine/core';

import { useSpeech } from '../../i18n/LanguageProvider';
import { Side, type SideName } from './Side';

interface Props {
  /** Which of the two; null: it is closed. */
  side: SideName | null;
  onClose: () => void;
}

/** What stands beside the form elsewhere: on a phone it comes up from below. */
export function SideSheet({ side, onClose }: Props) {
  const { t } = useSpeech();
  return (
    <Drawer
      opened={side !== null}
      onClose={onClose}
      position="bottom"
      size="88%"
      padding={0}
      title={side && t(`flow.side.${side}`)}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ header: 'bot-sheet-head', body: 'bot-sheet-body', content: 'bot-sheet' }}
    >
      {side && <Side side={side} onOpen={onClose} />}
    </Drawer>
  );
}
