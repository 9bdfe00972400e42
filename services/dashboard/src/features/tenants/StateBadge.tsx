import { Badge } from '@mantine/core';

import type { Tenant } from '../../api/types';
import { useSpeech } from '../../i18n/LanguageProvider';

export function StateBadge({ tenant }: { tenant: Tenant }) {
  const { t } = useSpeech();
  const [color, text] = tenant.deleting
    ? (['red', 'tenants.deleting'] as const)
    : tenant.enabled
      ? (['teal', 'tenants.active'] as const)
      : (['orange', 'tenants.suspended'] as const);
  return (
    <Badge color={color} variant="light" tt="none">
      {t(text)}
    </Badge>
  );
}
