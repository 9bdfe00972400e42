import { Button, Card, Code, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import { CopyButton } from '../../components/CopyButton';
import { Filled } from '../../components/Filled';
import { Icon } from '../../components/Icon';
import { Phone } from '../../components/Phone';
import { useSpeech } from '../../i18n/LanguageProvider';
import { sessionQuery } from '../whatsapp/api/session';

/** Nobody has written yet: how a tenant gets there. */
export function FirstSteps({ tenant }: { tenant: number }) {
  const { t } = useSpeech();
  const session = useQuery({ ...sessionQuery(tenant), refetchInterval: 15_000 });
  const isLinked = session.data?.state === 'connected';
  const phone = isLinked ? session.data?.phone : null;
  return (
    <Stack gap="md" maw={720}>
      <Text c="dimmed">{t('home.stepsIntro')}</Text>
      <Card withBorder padding={0}>
        <ol className="home-list">
          <Step number={1} title={t('home.step1')} text={t('home.step1Text')} isDone={isLinked}>
            {phone ? (
              <Text size="sm" fw={500}>
                <Phone digits={phone} />
              </Text>
            ) : (
              <Button component={Link} to="/settings/whatsapp" w="fit-content">
                {t('whatsapp.connect')}
              </Button>
            )}
          </Step>
          <Step number={2} title={t('home.step2')} text={t('home.step2Text')}>
            <Button
              component={Link}
              to="/bot"
              variant={isLinked ? 'filled' : 'default'}
              w="fit-content"
            >
              {t('home.step2Deed')}
            </Button>
          </Step>
          <Step number={3} title={t('home.step3')} text={t('home.step3Text')}>
            {phone ? (
              <Group gap="sm">
                <Text size="sm">
                  <Filled text={(place) => t('home.step3Phone', { phone: place })}>
                    <Text span inherit fw={600}>
                      <Phone digits={phone} />
                    </Text>
                  </Filled>
                </Text>
                <Code dir="ltr">{`https://wa.me/${phone}`}</Code>
                <CopyButton value={`https://wa.me/${phone}`} />
              </Group>
            ) : (
              <Text size="sm" c="dimmed">
                {t('home.step3First')}
              </Text>
            )}
          </Step>
        </ol>
      </Card>
    </Stack>
  );
}

interface StepProps {
  number: number;
  title: string;
  text: string;
  isDone?: boolean;
  children: ReactNode;
}

function Step({ number: place, title, text, isDone = false, children }: StepProps) {
  const { t, number } = useSpeech();
  return (
    <li className="home-step">
      <ThemeIcon
        radius="xl"
        size={32}
        variant={isDone ? 'filled' : 'light'}
        {...(isDone && { role: 'img', 'aria-label': t('home.stepDone') })}
      >
        {isDone ? <Icon shape="check" size={18} /> : number(place)}
      </ThemeIcon>
      <Stack gap="sm" style={{ minWidth: 0 }}>
        <div>
          <Title order={2} size="h5" lh="32px">
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        </div>
        {children}
      </Stack>
    </li>
  );
}
