import { MultiSelect, TagsInput } from '@mantine/core';

import { useSpeech } from '../../../i18n/LanguageProvider';
import { LANGS, type Lang } from '../flow';
import { useBot } from '../useBot';
import { langName } from '../words';
import { FormCard } from './FormCard';
import { TextsField } from './TextsField';
import { useFound } from './useFound';
import { WaitField } from './WaitField';

/** How a conversation begins, in which languages, and which ones begin with this flow. */
export function OpeningForm() {
  const { t } = useSpeech();
  const { flow, edit, readOnly } = useBot();
  const { error } = useFound(['languages']);
  const phrases = (name: 'words' | 'links', label: string, hint: string) => (
    <TagsInput
      data-path={`/triggers/${name}`}
      label={label}
      description={hint}
      value={flow.triggers?.[name] ?? []}
      readOnly={readOnly}
      maxTags={50}
      splitChars={[',', '،', ';', '\n']}
      dir="auto"
      onChange={(list) =>
        edit(['triggers', name], list.length > 0 ? list.map((one) => one.trim()) : undefined)
      }
    />
  );
  return (
    <>
      <FormCard title={t('flow.opening')} hint={t('flow.openingHint')}>
        <TextsField path={['opening']} label={t('flow.openingText')} />
        <MultiSelect
          data-path="/languages"
          label={t('flow.languages')}
          description={t('flow.languagesHint')}
          data={LANGS.map((lang) => ({ value: lang, label: langName(lang) }))}
          value={flow.languages}
          readOnly={readOnly}
          error={error ?? false}
          onChange={(list) => list.length > 0 && edit(['languages'], list as Lang[])}
        />
        <WaitField
          path={['timeout']}
          label={t('flow.timeout')}
          hint={t('flow.timeoutHint')}
          value={flow.timeout ?? '1d'}
        />
      </FormCard>
      <FormCard title={t('flow.triggers')} hint={t('flow.triggersHint')} path={['triggers']}>
        {phrases('words', t('flow.triggerWords'), t('flow.triggerWordsHint'))}
        {phrases('links', t('flow.triggerLinks'), t('flow.triggerLinksHint'))}
      </FormCard>
    </>
  );
}
