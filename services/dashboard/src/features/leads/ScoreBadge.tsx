import { Badge } from '@mantine/core';

import type { LeadScore } from '../../api/types';
import { useSpeech } from '../../i18n/LanguageProvider';
import { classColour, className } from './stage';

/** How good a lead is, in a word and a number. */
export function ScoreBadge({ score }: { score: LeadScore | null }) {
  const { t, number } = useSpeech();
  return (
    score && (
      <Badge color={classColour(score.class)} variant="light" tt="none">
        {className(score.class, t)} {number(score.points)}
      </Badge>
    )
  );
}
