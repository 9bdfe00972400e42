import { Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';

import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import { western } from '../whatsapp/phone-number';
import { ACTIONS, actionText } from './action-text';

const PATIENCE = 250;

/** Narrows the log to one deed, or to one tenant. */
export function AuditFilters() {
  const { t, language } = useSpeech();
  const { get, set } = useFilters();
  const [action, kept] = [get('action'), get('tenant')];
  const [tenant, setTenant] = useState(kept);
  const narrow = useDebouncedCallback((text: string) => set('tenant', text, true), PATIENCE);
  // The browser's Back changes the address from outside.
  useEffect(() => setTenant(kept), [kept]);
  // A deed that we have no words for may stand in the address all the same.
  const known = action && !ACTIONS.includes(action) ? [...ACTIONS, action] : ACTIONS;
  const deeds = known
    .map((value) => ({ value, label: actionText(value, t) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language));
  return (
    <Group gap="sm">
      <Select
        aria-label={t('audit.action')}
        placeholder={t('audit.filterAction')}
        data={deeds}
        value={action || null}
        onChange={(value) => set('action', value ?? '')}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
        nothingFoundMessage={t('common.nothingFound')}
        style={{ flex: '1 1 14rem' }}
        maw={340}
      />
      <TextInput
        aria-label={t('audit.filterTenant')}
        placeholder={t('audit.filterTenant')}
        value={tenant}
        onChange={({ currentTarget: { value } }) => {
          const digits = western(value).replaceAll(/\D/g, '').slice(0, 16);
          setTenant(digits);
          narrow(digits);
        }}
        inputMode="numeric"
        style={{ flex: '1 1 9rem' }}
        maw={220}
      />
    </Group>
  );
}
