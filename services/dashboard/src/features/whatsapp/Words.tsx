import { Alert, Stack, Text } from '@mantine/core';

import type { WhatsAppSession } from '../../api/types';
import { Icon } from '../../components/Icon';
import { isKey } from '../../i18n/languages';
import { useSpeech } from '../../i18n/LanguageProvider';
import type { State } from './state';

interface Props {
  state: State;
  session: WhatsAppSession | undefined;
  /** What WAHA said last, for a state that has no words. */
  status: string | undefined;
}

/** Why a session is as it is, and what to do about it. */
export function Words({ state, session, status }: Props) {
  const { t, dateTime } = useSpeech();
  const said = (what: string): string | null => {
    const key = `state.${state}.${what}`;
    return isKey(key) ? t(key) : null;
  };
  // Only where the platform speaks of the same state: its reason may be that of an older one.
  const same = session?.state === state ? session : undefined;
  const what = said('what') ?? (status ? t('whatsapp.unknown', { status }) : null);
  const next = said('next') ?? (what ? null : same?.next_step);
  const reason = REASONED.has(state) ? same?.reason : null;
  return (
    <Alert
      color={WORRYING.has(state) ? 'red' : 'gray'}
      icon={<Icon shape="info" />}
      w="100%"
      role="note"
    >
      <Stack gap={6}>
        {what && <Text size="sm">{what}</Text>}
        {next && (
          <Text size="sm" fw={500}>
            {next}
          </Text>
        )}
        {reason && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {t('whatsapp.reason')}: <bdi lang="en">{reason}</bdi>
          </Text>
        )}
        {same?.next_try_at && (
          <Text size="sm" c="dimmed">
            {t('whatsapp.nextTry', { time: dateTime(same.next_try_at) })}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}

const WORRYING = new Set<State>(['gave_up', 'deaf', 'waha_unreachable', 'suspended']);
/** The reason of the others says what our own words say already. */
const REASONED = new Set<State>([
  'gave_up',
  'deaf',
  'waha_unreachable',
  'unknown',
  'connecting',
  'reconnecting',
]);
