import { Select } from '@mantine/core';

import { useSpeech } from '../../i18n/LanguageProvider';
import { stageName, STAGES } from './stage';

interface Props {
  stage: string;
  onChange: (stage: string) => void;
}

export function StageSelect({ stage, onChange }: Props) {
  const { t } = useSpeech();
  const known: string[] = STAGES.some((word) => word === stage) ? [...STAGES] : [...STAGES, stage];
  return (
    <Select
      label={t('leads.stage')}
      data={known.map((value) => ({ value, label: stageName(value, t) }))}
      value={stage}
      onChange={(value) => value && value !== stage && onChange(value)}
      allowDeselect={false}
    />
  );
}
