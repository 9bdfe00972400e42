import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';

import { useSpeech } from '../i18n/LanguageProvider';
import { Icon } from './Icon';
import { useFilters } from './useFilters';

const PATIENCE = 250;

/** Narrows a list as somebody types; the address follows. */
export function SearchField({ label }: { label: string }) {
  const { t } = useSpeech();
  const { get, set } = useFilters();
  const kept = get('search');
  const [typed, setTyped] = useState(kept);
  const search = useDebouncedCallback((text: string) => set('search', text, true), PATIENCE);
  // The browser's Back changes the address from outside.
  useEffect(() => setTyped((now) => (now.trim() === kept ? now : kept)), [kept]);
  const change = (text: string) => {
    setTyped(text);
    search(text.trim());
  };
  return (
    <TextInput
      type="search"
      role="searchbox"
      aria-label={label}
      placeholder={label}
      leftSection={<Icon shape="search" size={18} />}
      rightSection={
        typed && <CloseButton aria-label={t('common.clear')} size="sm" onClick={() => change('')} />
      }
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      dir="auto"
      maxLength={100}
      w={{ base: '100%', xs: 340 }}
    />
  );
}
