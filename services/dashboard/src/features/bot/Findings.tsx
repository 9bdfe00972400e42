import { Badge, Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';

import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useBot } from './useBot';

const load = () => import('./FindingsPopover');
const FindingsPopover = lazy(async () => ({ default: (await load()).FindingsPopover }));

/** How many problems there are, and a list of them that leads to each. */
export function Findings() {
  const { t, number } = useSpeech();
  const { findings } = useBot();
  const [wanted, setWanted] = useState(false);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const hints = findings.length - errors;
  if (findings.length === 0) {
    return (
      <Badge variant="light" size="lg" leftSection={<Icon shape="check" size={14} />} tt="none">
        {t('flow.noProblems')}
      </Badge>
    );
  }
  const button = (onClick: () => void) => (
    <Button
      size="xs"
      variant="light"
      color={errors > 0 ? 'red' : 'orange'}
      leftSection={<Icon shape="alert" size={16} />}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={onClick}
    >
      {errors > 0
        ? t('flow.problems', { n: number(errors) })
        : t('flow.hints', { n: number(hints) })}
    </Button>
  );
  const closed = button(() => setWanted(true));
  return wanted ? (
    <Suspense fallback={closed}>
      <FindingsPopover button={button} />
    </Suspense>
  ) : (
    closed
  );
}
