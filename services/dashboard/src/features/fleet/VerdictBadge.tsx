import { Badge } from '@mantine/core';

import { Icon, type Shape } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import type { Level } from './verdict';

export const LOOKS: Record<Level, { color: string; icon: Shape }> = {
  fine: { color: 'teal', icon: 'check' },
  watch: { color: 'orange', icon: 'clock' },
  act: { color: 'red', icon: 'alert' },
};

/** Fine, watch or act: in a colour, a picture and a word. */
export function VerdictBadge({ level }: { level: Level }) {
  const { t } = useSpeech();
  const { color, icon } = LOOKS[level];
  return (
    <Badge
      color={color}
      variant="light"
      tt="none"
      flex="none"
      leftSection={<Icon shape={icon} size={14} />}
    >
      {t(`fleet.${level}`)}
    </Badge>
  );
}
