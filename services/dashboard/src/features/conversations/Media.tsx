import { Loader, Text } from '@mantine/core';
import { useState } from 'react';

import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { LANGUAGES } from '../../i18n/languages';
import { mediaUrl } from './api/messages';
import type { MessageMedia } from '../../api/types';
import { mediaName, sizeText } from './media-name';
import { VoicePlayer } from './VoicePlayer';

interface Props {
  tenant: number;
  message: number;
  media: MessageMedia;
  onPicture: (message: number) => void;
}

/** The file of a message: shown or played where a browser can, else to be saved; or why it is not there. */
export function Media({ tenant, message, media, onPicture }: Props) {
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
      <button
        type="button"
        className="chat-picture"
        data-kind={media.kind}
        aria-label={t('chat.media.open')}
        onClick={() => onPicture(message)}
      >
        <img src={url} alt={name} loading="lazy" decoding="async" onError={onError} />
      </button>
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
  return isSound && !failed ? (
    <VoicePlayer url={url} name={name} onError={onError} />
  ) : (
    <>
      <FileCard url={url} name={name} media={media} />
      {failed && (
        <Text size="xs" c="dimmed">
          {t('chat.media.failed')}
        </Text>
      )}
    </>
  );
}

function FileCard({ url, name, media }: { url: string; name: string; media: MessageMedia }) {
  const { t, language } = useSpeech();
  const { filename, size } = media;
  return (
    <a
      href={url}
      download={filename ?? ''}
      className="chat-file"
      aria-label={`${filename ?? name} · ${t('chat.media.download')}`}
    >
      <span className="chat-file-icon">
        <Icon shape="file" size={20} />
      </span>
      <span className="chat-file-words">
        <bdi>{filename ?? name}</bdi>
        {size !== null && <small>{sizeText(size, LANGUAGES[language].locale)}</small>}
      </span>
      <Icon shape="download" size={18} />
    </a>
  );
}

function Absent({ name, state }: { name: string; state: string }) {
  const { t } = useSpeech();
  const known = state === 'wanted' || state === 'gone' || state === 'refused' ? state : 'failed';
  return (
    <div className="chat-file">
      <span className="chat-file-icon">
        {known === 'wanted' ? <Loader size={18} aria-hidden /> : <Icon shape="file" size={20} />}
      </span>
      <span className="chat-file-words">
        {name}
        <small>{t(`chat.media.${known}`)}</small>
      </span>
    </div>
  );
}
