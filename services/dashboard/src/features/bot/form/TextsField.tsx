import { Box, SimpleGrid, TextInput } from '@mantine/core';
import { memo } from 'react';

import { GrowingTextarea } from '../../../components/GrowingTextarea';
import { LANGUAGES } from '../../../i18n/languages';
import { useSpeech } from '../../../i18n/LanguageProvider';
import { getIn, pointer, type Path } from '../edit';
import type { Lang, Texts } from '../flow';
import { useBot } from '../useBot';
import { langName } from '../words';
import { useFound } from './useFound';

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
    return <InLanguage {...props} lang={lang} />;
  }
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" verticalSpacing="xs">
      <InLanguage {...props} lang={lang} named />
      <InLanguage {...props} lang={beside} named />
    </SimpleGrid>
  );
}

interface InLanguageProps extends Props {
  lang: Lang;
  named?: boolean;
}

function InLanguage({ path, label, hint, short = false, lang, named = false }: InLanguageProps) {
  const { flow, edit, readOnly } = useBot();
  const { t } = useSpeech();
  const place = [...path, lang];
  const { error, warning } = useFound(place, path);
  const texts = getIn(flow, path) as Texts | null | undefined;
  return (
    <Field
      place={pointer(place)}
      label={named ? `${label} · ${langName(lang)}` : label}
      description={warning ?? hint ?? ''}
      value={texts?.[lang] ?? ''}
      error={error ?? ''}
      placeholder={t('flow.noTextYet')}
      readOnly={readOnly}
      short={short}
      lang={lang}
      edit={edit}
    />
  );
}

interface FieldProps {
  place: string;
  label: string;
  description: string;
  value: string;
  error: string;
  placeholder: string;
  readOnly: boolean;
  short: boolean;
  lang: Lang;
  edit: (path: Path, value: unknown) => void;
}

const ORDER: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
];

/** Drawn again only when it reads otherwise: there are a hundred of them. */
const Field = memo(function Field({ place, short, lang, edit, ...rest }: FieldProps) {
  const { error, ...shared } = rest;
  const props = {
    ...shared,
    error: error || false,
    inputWrapperOrder: ORDER,
    onChange: (event: { currentTarget: { value: string } }) =>
      edit(place.slice(1).split('/'), event.currentTarget.value),
    styles: { input: { direction: LANGUAGES[lang].direction } },
    lang,
  };
  return (
    <Box data-path={place} miw={0}>
      {short ? <TextInput {...props} /> : <GrowingTextarea {...props} maxRows={12} />}
    </Box>
  );
});
