import { Box, SimpleGrid, Textarea, TextInput } from '@mantine/core';

import { LANGUAGES } from '../../../i18n/languages';
import { useSpeech } from '../../../i18n/LanguageProvider';
import { getIn, pointer, type Path } from '../edit';
import type { Lang, Texts } from '../flow';
import { useBot } from '../useBot';
import { useFound } from './useFound';
import { langName } from '../words';

interface Props {
  path: Path;
  label: string;
  hint?: string;
  /** A line of a menu: it has no room for a second one. */
  short?: boolean;
}

/** A text in the language that is being written, and in the one beside it. */
export function TextsField(props: Props) {
  const { lang, beside } = useBot();
  if (!beside) {
    return <OneText {...props} lang={lang} />;
  }
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" verticalSpacing="xs">
      <OneText {...props} lang={lang} named />
      <OneText {...props} lang={beside} named />
    </SimpleGrid>
  );
}

function OneText({
  path,
  label,
  hint,
  short,
  lang,
  named,
}: Props & { lang: Lang; named?: boolean }) {
  const { flow, edit, readOnly } = useBot();
  const { t } = useSpeech();
  const place = [...path, lang];
  const { error, warning } = useFound(place, path);
  const texts = getIn(flow, path) as Texts | null | undefined;
  const value = texts?.[lang] ?? '';
  const shared = {
    label: named ? `${label} · ${langName(lang)}` : label,
    description: warning ?? hint,
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as (
      'label' | 'input' | 'description' | 'error'
    )[],
    value,
    error: error ?? false,
    readOnly,
    placeholder: t('flow.noTextYet'),
    onChange: (event: { currentTarget: { value: string } }) =>
      // None rather than an empty one: that is what a missing translation is.
      edit(place, event.currentTarget.value || undefined),
    styles: { input: { direction: LANGUAGES[lang].direction } },
    lang,
  };
  return (
    <Box data-path={pointer(place)} miw={0}>
      {short ? (
        <TextInput {...shared} />
      ) : (
        <Textarea {...shared} autosize minRows={1} maxRows={12} />
      )}
    </Box>
  );
}
