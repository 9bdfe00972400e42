import { Button, Stack } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';

import { Icon } from '../../../components/Icon';
import { useSpeech } from '../../../i18n/LanguageProvider';
import { LanguageBar } from '../LanguageBar';
import { useBot } from '../useBot';
import { FollowUpsForm } from './FollowUpsForm';
import { HandOffForm } from './HandOffForm';
import { HoursForm } from './HoursForm';
import { OpeningForm } from './OpeningForm';
import { Outline } from './Outline';
import { ScoreForm } from './ScoreForm';
import { StepForm } from './StepForm';

const FORMS = {
  opening: OpeningForm,
  handoff: HandOffForm,
  hours: HoursForm,
  followups: FollowUpsForm,
  score: ScoreForm,
} as const;

/** The structure: all steps, or the form of the one that the address names. */
export function StepsTab() {
  const { t } = useSpeech();
  const { flow } = useBot();
  const [params, setParams] = useSearchParams();
  const at = params.get('at') ?? '';
  const jumps = params.has('field');
  const before = useRef(at);
  useEffect(() => {
    // Another form begins at its top.
    if (before.current !== at && !jumps) {
      window.scrollTo(0, 0);
    }
    before.current = at;
  }, [at, jumps]);
  const step = flow.steps.findIndex(({ id }) => `step-${id}` === at);
  const Form = Object.hasOwn(FORMS, at) ? FORMS[at as keyof typeof FORMS] : null;
  if (step < 0 && !Form) {
    return <Outline />;
  }
  return (
    <Stack gap="md">
      <div>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<Icon shape="back" size={16} />}
          onClick={() =>
            setParams((old) => {
              old.delete('at');
              return old;
            })
          }
        >
          {t('flow.allSteps')}
        </Button>
      </div>
      <LanguageBar />
      {Form ? <Form /> : <StepForm key={at} at={step} />}
    </Stack>
  );
}
