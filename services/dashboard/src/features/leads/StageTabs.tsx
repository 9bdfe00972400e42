import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';

import { useSpeech } from '../../i18n/LanguageProvider';
import { stagesQuery, type Narrowed } from './api/leads';
import { stageName, STAGES } from './stage';

interface Props {
  tenant: number;
  wanted: Narrowed;
  stage: string;
}

/** Which stage the list shows, and how many leads each has. */
export function StageTabs({ tenant, wanted, stage: shown }: Props) {
  const { t, number } = useSpeech();
  const [search] = useSearchParams();
  const counts = useQuery({ ...stagesQuery(tenant, wanted), refetchInterval: 30_000 });
  const countOf = (stage: string) =>
    counts.data?.stages
      .filter((one) => stage === '' || one.stage === stage)
      .reduce((sum, one) => sum + one.leads, 0);
  const to = (stage: string) => {
    const next = new URLSearchParams(search);
    next.delete('after');
    if (stage) {
      next.set('stage', stage);
    } else {
      next.delete('stage');
    }
    return `?${next}`;
  };
  return (
    <nav className="stage-tabs" aria-label={t('leads.stage')}>
      {['', ...STAGES].map((stage) => {
        const here = stage === shown;
        const count = countOf(stage);
        return (
          <Button
            key={stage}
            component={Link}
            to={to(stage)}
            size="compact-sm"
            fw={here ? 600 : 500}
            radius="xl"
            variant={here ? 'light' : 'subtle'}
            {...(!here && { color: 'gray' })}
            aria-current={here ? 'page' : undefined}
            flex="none"
            rightSection={
              // As wide as most counts, so that nothing moves when they come.
              <Text span size="xs" miw="1.5em" ta="start">
                {count === undefined ? '' : number(count)}
              </Text>
            }
          >
            {stage === '' ? t('leads.allOf') : stageName(stage, t)}
          </Button>
        );
      })}
    </nav>
  );
}
