import { Button, Group, Loader, Text } from '@mantine/core';

import { ErrorNotice } from '../../components/ErrorNotice';
import { LANGUAGES } from '../../i18n/languages';
import { useSpeech } from '../../i18n/LanguageProvider';
import { sizeText } from '../conversations/media-name';
import type { Export } from './useExport';

/** How far an export has come, and how it ended. */
export function ExportState({ run }: { run: Export }) {
  const { t, number, language } = useSpeech();
  const { progress, isPending, error } = run;
  const said = progress && {
    records: number(progress.records),
    size: sizeText(progress.bytes, LANGUAGES[language].locale),
  };
  return (
    <>
      {isPending && said && (
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <Loader size="sm" mt={2} aria-hidden />
          <div style={{ flex: 1 }}>
            {/* Numbers that change all the time are not read aloud. */}
            <Text size="sm">{t('privacy.exporting', said)}</Text>
            <Text size="xs" c="dimmed">
              {t('privacy.exportStay')}
            </Text>
          </div>
          <Button size="compact-sm" variant="default" onClick={run.stop}>
            {t('privacy.exportStop')}
          </Button>
        </Group>
      )}
      {/* Out of the way while it says nothing; it has to be there before it speaks. */}
      <div role="status" style={!isPending && said ? undefined : { position: 'absolute' }}>
        {!isPending && said && <Text size="sm">{t('privacy.exportDone', said)}</Text>}
      </div>
      {error && <ErrorNotice error={error} title={t('error.title')} />}
    </>
  );
}
