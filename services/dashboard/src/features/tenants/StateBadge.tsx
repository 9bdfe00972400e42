import { Badge } from '@mantine/core';

import { useSpeech } from '../../i18n/LanguageProvider';

export function StateBadge({ enabled }: { enabled: boolean }) {
  const { t } = useSpeech();
  return (
    <Badge color={enabled ? 'teal' : 'gray'} variant="light" tt="none">
      {t(enabled ? 'tenants.active' : 'tenants.suspended')}
    </Badge>
  );
}
