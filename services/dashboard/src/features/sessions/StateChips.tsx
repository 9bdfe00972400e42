import { Badge, Group, UnstyledButton } from '@mantine/core';

import { useSpeech } from '../../i18n/LanguageProvider';
import { isState } from '../whatsapp/state';
import { stateColour } from '../whatsapp/state-colour';
import { useStateName } from './useStateName';

interface Props {
  counts: Record<string, number>;
  chosen: string;
  onChoose: (state: string) => void;
}

/** How many sessions are in each state; one press narrows the list to a state, another widens it again. */
export function StateChips({ counts, chosen, onChoose }: Props) {
  const { t, number } = useSpeech();
  const nameOf = useStateName();
  const states = Object.entries(counts)
    .filter(([state, count]) => count > 0 || state === chosen)
    .toSorted(([, few], [, many]) => many - few);
  if (chosen && !states.some(([state]) => state === chosen)) {
    states.push([chosen, 0]);
  }
  return (
    <Group gap="xs" role="group" aria-label={t('sessions.byState')}>
      {states.map(([state, count]) => {
        const pressed = state === chosen;
        return (
          <UnstyledButton
            key={state}
            aria-pressed={pressed}
            bdrs="xl"
            onClick={() => onChoose(pressed ? '' : state)}
          >
            <Badge
              component="span"
              color={isState(state) ? stateColour(state) : 'gray'}
              variant={pressed ? 'filled' : 'light'}
              size="lg"
              tt="none"
              style={{ cursor: 'pointer' }}
            >
              {nameOf(state)} {number(count)}
            </Badge>
          </UnstyledButton>
        );
      })}
    </Group>
  );
}
