import { ActionIcon, Group, Modal } from '@mantine/core';
import type { KeyboardEvent } from 'react';

import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { LANGUAGES } from '../../i18n/languages';
import { mediaUrl } from './api/messages';
import type { Item } from './timeline';
import { useMoment } from './useMoment';

interface Props {
  tenant: number;
  items: readonly Item[];
  /** The message whose picture is shown. */
  picture: number;
  onShow: (message: number | null) => void;
}

/** A picture as large as the screen, and from there those before and after it. */
export function Lightbox({ tenant, items, picture, onShow }: Props) {
  const { t, language } = useSpeech();
  const { whole } = useMoment();
  const pictures = items.flatMap((item) =>
    item.kind === 'message' &&
    item.message.media?.kind === 'image' &&
    item.message.media.state === 'stored'
      ? [item.message]
      : [],
  );
  const index = pictures.findIndex(({ id }) => id === picture);
  const shown = pictures[index];
  const [before, after] = [
    pictures[index - 1]?.id,
    index < 0 ? undefined : pictures[index + 1]?.id,
  ];
  const onKeyDown = ({ key }: KeyboardEvent) => {
    const isBack = key === (LANGUAGES[language].direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft');
    const to = key.startsWith('Arrow') ? (isBack ? before : after) : undefined;
    if (to !== undefined && (key === 'ArrowLeft' || key === 'ArrowRight')) {
      onShow(to);
    }
  };
  const url = mediaUrl(tenant, picture);
  return (
    <Modal
      opened
      fullScreen
      onClose={() => onShow(null)}
      title={shown ? whole(shown.sent_at) : t('chat.media.image')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ body: 'lightbox-body', content: 'lightbox', header: 'lightbox-head' }}
      onKeyDown={onKeyDown}
    >
      <img src={url} alt={shown?.body ?? t('chat.media.image')} />
      <Group justify="center" gap="xs" p="xs">
        <ActionIcon
          variant="default"
          size="lg"
          disabled={before === undefined}
          aria-label={t('common.previous')}
          onClick={() => before !== undefined && onShow(before)}
        >
          <Icon shape="back" />
        </ActionIcon>
        <ActionIcon
          component="a"
          href={url}
          download
          variant="default"
          size="lg"
          aria-label={t('chat.media.download')}
        >
          <Icon shape="download" />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size="lg"
          disabled={after === undefined}
          aria-label={t('common.next')}
          onClick={() => after !== undefined && onShow(after)}
        >
          <Icon shape="forward" />
        </ActionIcon>
      </Group>
    </Modal>
  );
}
