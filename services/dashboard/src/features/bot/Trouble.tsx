import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';

import { ErrorNotice } from '../../components/ErrorNotice';
import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useBot } from './useBot';

/** Why a draft is not saved, and what to do. */
export function Trouble() {
  const { t } = useSpeech();
  const { saving, error, takeTheirs, keepMine } = useBot();
  const [waiting, setWaiting] = useState(false);
  if (!error || saving === 'saved' || saving === 'saving') {
    return null;
  }
  if (saving !== 'conflict') {
    return <ErrorNotice error={error} title={t('flow.notSaved')} />;
  }
  const settle = (deed: () => Promise<void>) => () => {
    setWaiting(true);
    deed()
      // What failed is said where saving fails.
      .catch(() => undefined)
      .finally(() => setWaiting(false));
  };
  return (
    <Alert color="orange" icon={<Icon shape="alert" />} title={t('flow.conflict')} role="alert">
      <Stack gap="sm">
        <Text size="sm">{t('flow.conflictText')}</Text>
        <Group gap="sm">
          <Button size="xs" loading={waiting} onClick={settle(takeTheirs)}>
            {t('flow.takeTheirs')}
          </Button>
          <Button size="xs" variant="default" disabled={waiting} onClick={settle(keepMine)}>
            {t('flow.keepMine')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
