import { GrowingTextarea } from '../../components/GrowingTextarea';
import { useSpeech } from '../../i18n/LanguageProvider';

interface Props {
  value: string;
  onChange: (note: string) => void;
  /** Whether it is where a window that opens begins. */
  'data-autofocus'?: boolean;
}

/** What is written down with a version: why it was made. */
export function NoteField({ value, onChange, 'data-autofocus': autofocus }: Props) {
  const { t } = useSpeech();
  return (
    <GrowingTextarea
      label={t('flow.note')}
      description={t('flow.noteHint')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={500}
      minRows={2}
      dir="auto"
      data-autofocus={autofocus}
    />
  );
}
