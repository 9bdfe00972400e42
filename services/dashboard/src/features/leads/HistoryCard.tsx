import { Anchor, Button, Card, Skeleton, Stack, Text, Timeline, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';

import type { ConversationMessage, Lead } from '../../api/types';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { leadChangesQuery } from './api/lead-history';
import { chatLink } from './chat-link';
import { history } from './history';

const AT_FIRST = 8;

interface Props {
  tenant: number;
  lead: Lead;
  messages: readonly ConversationMessage[];
  loading: boolean;
}

/** What was said and done, newest first. */
export function HistoryCard({ tenant, lead, messages, loading }: Props) {
  const { t, dateTime } = useSpeech();
  const [all, setAll] = useState(false);
  const changes = useQuery({ ...leadChangesQuery(tenant), enabled: useUser().role !== 'agent' });
  const happened = history(lead, messages, changes.data, t);
  const shown = all ? happened : happened.slice(0, AT_FIRST);
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="history-title">
      <Stack gap="md" align="stretch">
        <div>
          <Title order={2} size="h4" id="history-title">
            {t('leads.history')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('leads.latest')}
          </Text>
        </div>
        {loading && (
          <Stack gap="sm" aria-busy aria-label={t('common.loading')}>
            <Skeleton height={18} maw={260} />
            <Skeleton height={18} maw={320} />
          </Stack>
        )}
        <Timeline bulletSize={14} lineWidth={2} active={-1} role="list">
          {shown.map((item) => (
            <Timeline.Item key={item.key} role="listitem" title={<What text={item.title} />}>
              {item.text && (
                <Text size="sm" dir="auto" lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
                  {item.text}
                </Text>
              )}
              <Text size="xs" c="dimmed">
                {item.message && lead.conversation_id !== null ? (
                  <Anchor
                    component={Link}
                    to={chatLink(lead.conversation_id, item.message)}
                    inherit
                    c="dimmed"
                  >
                    <time dateTime={item.at}>{dateTime(item.at)}</time>
                  </Anchor>
                ) : (
                  <time dateTime={item.at}>{dateTime(item.at)}</time>
                )}
              </Text>
            </Timeline.Item>
          ))}
        </Timeline>
        {!all && happened.length > AT_FIRST && (
          <Button variant="default" size="xs" w="fit-content" onClick={() => setAll(true)}>
            {t('leads.more')}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

const What = ({ text }: { text: string }) => (
  <Text size="sm" fw={500}>
    <bdi>{text}</bdi>
  </Text>
);
