import { Badge } from '@mantine/core';

import { useSpeech } from '../../i18n/LanguageProvider';
import { useStateName } from '../sessions/useStateName';
import { isState } from '../whatsapp/state';
import { stateColour } from '../whatsapp/state-colour';

const OF_TENANTS = {
  active: { color: 'teal', text: 'tenants.active' },
  suspended: { color: 'orange', text: 'tenants.suspended' },
  deleting: { color: 'red', text: 'tenants.deleting' },
} as const;

/** A tenant's state, or its session's; a word that we do not know, as it is. */
export function UsageState({ state }: { state: string }) {
  const { t } = useSpeech();
  const nameOf = useStateName();
  const own = Object.hasOwn(OF_TENANTS, state) && OF_TENANTS[state as keyof typeof OF_TENANTS];
  return (
    <Badge
      color={own ? own.color : isState(state) ? stateColour(state) : 'gray'}
      variant="light"
      size="sm"
      tt="none"
    >
      {own ? t(own.text) : nameOf(state)}
    </Badge>
  );
}
