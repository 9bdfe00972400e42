import { TextInput } from '@mantine/core';

import { useSpeech } from '../../i18n/LanguageProvider';

/** The service looks closer: at the host, and that it is on the internet. */
export const isAddress = (url: string) => /^https:\/\/[^\s/]+\.[^\s]+$/i.test(url);

interface Props {
  value: string;
  checked: boolean;
  onChange: (url: string) => void;
}

/** Where the CRM is told. */
export function UrlField({ value, checked, onChange }: Props) {
  const { t } = useSpeech();
  return (
    <TextInput
      label={t('crm.url')}
      description={t('crm.urlHint')}
      type="url"
      placeholder="https://crm.example.com/webhooks/peyk"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={checked && !isAddress(value.trim()) && t('crm.urlWrong')}
      autoComplete="off"
      maxLength={2000}
      styles={{ wrapper: { direction: 'ltr' } }}
      data-autofocus
    />
  );
}
