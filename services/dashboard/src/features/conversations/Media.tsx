import { Anchor, Group, Loader, Text } from '@mantine/core';
import { useState } from 'react';

import type { MessageMedia } from '../../api/types';
import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { LANGUAGES } from '../../i18n/languages';
import { mediaUrl } from './api/messages';
import { mediaName, sizeText } from './media-name';

interface Props {
  tenant: number;
  message: number;
  media: MessageMedia;
}

/** The file of a message: shown or played where a browser can, else to be saved; or why it is not there. */
export function Media({ tenant, message, media }: Props) {
  const { t } = useSpeech();
  const [failed, setFailed] = useState(false);
  const name = t(mediaName(media.kind));
  if (media.state !== 'stored') {
    return <Absent name={name} state={media.state} />;
  }
  const url = mediaUrl(tenant, message);
  const onError = () => setFailed(true);
  const isPicture = media.kind === 'image' || media.kind === 'sticker';
  if (isPicture && !failed) {
    return (
      <a
        href={url}
        target="_blank"
        rel="noreferrer"
        className="chat-picture"
        data-kind={media.kind}
        aria-label={t('chat.media.open')}
      >
        <img src={url} alt={name} loading="lazy" decoding="async" onError={onError} />
      </a>
    );
  }
  if (media.kind === 'video' && !failed) {
    return (
      <video className="chat-video" controls preload="metadata" aria-label={name} onError={onError}>
        <source src={url} {...(media.mime && { type: media.mime })} onError={onError} />
      </video>
    );
  }
  const isSound = media.kind === 'voice' || media.kind === 'audio';
  return (
    <div>
      {isSound && !failed && (
        <audio
          className="chat-sound"
          controls
          preload="metadata"
          src={url}
          aria-label={name}
          onError={onError}
        />
      )}
      <FileLine url={url} name={name} media={media} />
      {failed && (
        <Text size="xs" c="dimmed">
          {t('chat.media.failed')}
        </Text>
      )}
    </div>
  );
}

function FileLine({ url, name, media }: { url: string; name: string; media: MessageMedia }) {
  const { t, language } = useSpeech();
  return (
    <Group gap={6} wrap="nowrap">
      <Icon shape="file" size={18} />
      <Anchor
        href={url}
        download={media.filename ?? ''}
        size="sm"
        style={{ overflowWrap: 'anywhere' }}
      >
        <bdi>{media.filename ?? name}</bdi>
        {' · '}
        {t('chat.media.download')}
      </Anchor>
      {media.size !== null && (
        <Text size="xs" c="dimmed" flex="none">
          {sizeText(media.size, LANGUAGES[language].locale)}
        </Text>
      )}
    </Group>
  );
}

function Absent({ name, state }: { name: string; state: string }) {
  const { t } = useSpeech();
  const known = state === 'wanted' || state === 'gone' || state === 'refused' ? state : 'failed';
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start" className="chat-absent">
      {known === 'wanted' ? <Loader size={18} aria-hidden /> : <Icon shape="file" size={18} />}
      <div>
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {t(`chat.media.${known}`)}
        </Text>
      </div>
    </Group>
  );
}
