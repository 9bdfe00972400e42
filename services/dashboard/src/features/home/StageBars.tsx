import './chart.css';

import { Card, Text, Title } from '@mantine/core';
import { useId } from 'react';
import { Link } from 'react-router';

import type { Home } from '../../api/types';
import { useSpeech } from '../../i18n/LanguageProvider';
import { stageName } from '../leads/stage';

/** How far the leads are; each stage leads to its list. */
export function StageBars({ stages }: Pick<Home['leads'], 'stages'>) {
  const { t, number } = useSpeech();
  const id = useId();
  const most = Math.max(1, ...stages.map(({ leads }) => leads));
  return (
    <Card withBorder padding="md" role="group" aria-labelledby={id}>
      <Title order={3} size="h6" id={id}>
        {t('home.byStage')}
      </Title>
      <Text size="xs" c="dimmed" mih={22} mt={2} mb="sm">
        {t('home.byStageHint')}
      </Text>
      <ul className="stage-bars">
        {stages.map(({ stage, leads }) => (
          <li key={stage}>
            <Link to={`/leads?stage=${encodeURIComponent(stage)}`}>
              <span>{stageName(stage, t)}</span>
              <span>
                {leads > 0 && (
                  <span
                    className="stage-bar"
                    data-tone={stage === 'lost' ? 'second' : 'main'}
                    style={{ display: 'block', width: `${(leads / most) * 100}%` }}
                  />
                )}
              </span>
              <Text span inherit fw={600} ta="end">
                {number(leads)}
              </Text>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
