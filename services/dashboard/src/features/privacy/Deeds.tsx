import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import type { AuditEntry } from '../../api/types';
import { Empty } from '../../components/Empty';
import { Listing } from '../../components/Listing';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import { actionText } from '../audit/action-text';
import { actorText } from '../leads/actor-text';
import { deedsQuery } from './api/deeds';
import { useDays } from './useDays';

/** Who exported, erased or decided what. Of a person who was erased there is a number. */
export function Deeds({ tenant }: { tenant: number }) {
  const { t, dateTime } = useSpeech();
  const { get } = useFilters();
  const detail = useDetail();
  const list = useQuery(deedsQuery(tenant, get('after')));
  return (
    <Stack gap="sm" component="section" aria-labelledby="privacy-deeds">
      <div>
        <Title order={2} size="h4" id="privacy-deeds">
          {t('privacy.deeds')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('privacy.deedsHint')}
        </Text>
      </div>
      <Listing
        label={t('privacy.deeds')}
        query={list}
        rows={({ entries }) => entries}
        rowKey={({ id }) => id}
        next={(page) => page.next_before}
        empty={
          <Empty icon="shield" title={t('privacy.deedsEmpty')} hint={t('privacy.deedsEmptyHint')} />
        }
        columns={[
          {
            key: 'action',
            label: t('audit.action'),
            main: true,
            cell: (entry: AuditEntry) => (
              <>
                <Text size="sm" fw={500}>
                  {actionText(entry.action, t)}
                </Text>
                {entry.detail && (
                  <Text size="xs" c="dimmed">
                    {detail(entry.detail)}
                  </Text>
                )}
              </>
            ),
          },
          {
            key: 'actor',
            label: t('audit.actor'),
            cell: ({ actor }) => <bdi>{actorText(actor, t)}</bdi>,
          },
          { key: 'at', label: t('audit.at'), cell: ({ at }) => dateTime(at) },
        ]}
      />
    </Stack>
  );
}

/** What the log says of a deed, in the reader's words where we know its own. */
function useDetail(): (detail: string) => string {
  const { t } = useSpeech();
  const days = useDays();
  const inDays = (text: string | undefined) => days(text === 'for ever' ? null : Number(text));
  return (detail) => {
    const [, contact] = /^contact:(\d+)$/.exec(detail) ?? [];
    if (contact) {
      return t('privacy.contact', { id: contact });
    }
    const kept = /^days of messages: (\d+|for ever), of media: (\d+|for ever)$/.exec(detail);
    return kept ? t('privacy.kept', { messages: inDays(kept[1]), media: inDays(kept[2]) }) : detail;
  };
}
