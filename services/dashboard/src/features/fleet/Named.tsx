import { Text } from '@mantine/core';

import { useSpeech } from '../../i18n/LanguageProvider';
import { plainName } from './known-names';

/** What it is for, and below it what it is called in logs and settings. */
export function Named({ kind, name }: { kind: 'stream' | 'consumer'; name: string }) {
  const { t } = useSpeech();
  const plain = plainName(kind, name, t);
  return (
    <>
      <Text size="sm" fw={500}>
        {plain ?? <bdi dir="ltr">{name}</bdi>}
      </Text>
      {plain && (
        <Text size="xs" c="dimmed">
          <bdi dir="ltr">{name}</bdi>
        </Text>
      )}
    </>
  );
}
