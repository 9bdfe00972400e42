import { useRef, useState } from 'react';

import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { LANGUAGES } from '../../i18n/languages';
import { clockText } from './media-name';

const SPEEDS = [1, 1.5, 2];

/** One voice at a time. */
let playing: HTMLAudioElement | null = null;

interface Props {
  url: string;
  name: string;
  onError: () => void;
}

/** A voice message: played, wound and hurried, as on the phone. */
export function VoicePlayer({ url, name, onError }: Props) {
  const { t, number, language } = useSpeech();
  const { locale } = LANGUAGES[language];
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(0);
  const [speed, setSpeed] = useState(1);
  const toggle = () => {
    const element = audio.current;
    if (!element?.paused) {
      element?.pause();
      return;
    }
    if (playing !== element) {
      playing?.pause();
    }
    playing = element;
    element.playbackRate = speed;
    // What cannot be played says so by its `error`.
    void element.play().catch(() => {});
  };
  const hurry = () => {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
    setSpeed(next);
    if (audio.current) {
      audio.current.playbackRate = next;
    }
  };
  const now = clockText(at, locale);
  return (
    <div className="chat-voice" role="group" aria-label={name}>
      <button
        type="button"
        className="chat-voice-play"
        aria-label={t(isPlaying ? 'chat.media.pause' : 'chat.media.play')}
        onClick={toggle}
      >
        <Icon shape={isPlaying ? 'pause' : 'play'} size={20} />
      </button>
      <input
        type="range"
        min={0}
        max={length || 1}
        step={0.1}
        value={Math.min(at, length || 1)}
        aria-label={t('chat.media.position')}
        aria-valuetext={now}
        onChange={(event) => {
          const to = Number(event.currentTarget.value);
          setAt(to);
          if (audio.current) {
            audio.current.currentTime = to;
          }
        }}
      />
      <span className="chat-voice-time">
        {at > 0 || length === 0 ? now : clockText(length, locale)}
      </span>
      <button
        type="button"
        className="chat-voice-speed"
        aria-label={t('chat.media.speed', { speed: number(speed) })}
        onClick={hurry}
      >
        <bdi dir="ltr">{number(speed)}×</bdi>
      </button>
      <audio
        ref={audio}
        src={url}
        preload="metadata"
        onError={onError}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onDurationChange={(event) => {
          const { duration } = event.currentTarget;
          // Of some recordings it is known only once they were heard.
          setLength(Number.isFinite(duration) ? duration : 0);
        }}
      />
    </div>
  );
}
