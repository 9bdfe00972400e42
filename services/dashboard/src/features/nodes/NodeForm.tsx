import { NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';

import type { Node } from '../../api/types';
import { ModalForm } from '../../components/FormModal';
import { PasswordField } from '../../components/PasswordField';
import { useSpeech } from '../../i18n/LanguageProvider';
import type { NodeFields } from './api/nodes';

const USUAL_CAPACITY = 300;

interface Props {
  /** What is changed; absent for a new one. */
  node?: Node;
  submit: string;
  pending: boolean;
  error: Error | null;
  onSubmit: (fields: NodeFields) => void;
  onClose: () => void;
}

export function NodeForm({ node, onSubmit, ...rest }: Props) {
  const { t } = useSpeech();
  const [typed, setTyped] = useState({
    name: node?.name ?? '',
    url: node?.api_url ?? '',
    key: '',
    capacity: node?.capacity ?? USUAL_CAPACITY,
    storage: node?.storage ?? '',
  });
  const [checked, setChecked] = useState(false);
  const set = (change: Partial<typeof typed>) => setTyped((before) => ({ ...before, ...change }));
  const wrong = {
    name: typed.name.trim() === '' && t('tenants.nameRequired'),
    url: !/^https?:\/\/\S+$/.test(typed.url.trim()) && t('nodes.urlWrong'),
    // A key is for its address alone.
    key: typed.key.trim() === '' && typed.url.trim() !== node?.api_url && t('nodes.keyMissing'),
  };
  const submit = () => {
    setChecked(true);
    if (wrong.name || wrong.url || wrong.key) {
      return;
    }
    onSubmit({
      name: typed.name.trim(),
      api_url: typed.url.trim(),
      api_key: typed.key.trim(),
      capacity: typed.capacity,
      storage: typed.storage.trim(),
    });
  };
  return (
    <ModalForm {...rest} onSubmit={submit}>
      <TextInput
        label={t('nodes.name')}
        placeholder="waha-2"
        value={typed.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={checked && wrong.name}
        maxLength={100}
        required
        withAsterisk={false}
        data-autofocus
      />
      <TextInput
        label={t('nodes.url')}
        description={node?.configured && t('nodes.configured')}
        disabled={node?.configured ?? false}
        placeholder="http://waha-2:3000/api"
        value={typed.url}
        onChange={(event) => set({ url: event.currentTarget.value })}
        error={checked && wrong.url}
        type="url"
        styles={{ wrapper: { direction: 'ltr' } }}
        required
        withAsterisk={false}
      />
      {!node?.configured && (
        <PasswordField
          label={t('nodes.key')}
          description={t(node ? 'nodes.keyStays' : 'nodes.keyHint')}
          value={typed.key}
          onChange={(event) => set({ key: event.currentTarget.value })}
          error={checked && wrong.key}
          required={!node}
          autoComplete="off"
        />
      )}
      <NumberInput
        label={t('nodes.capacity')}
        description={t('nodes.capacityHint')}
        value={typed.capacity}
        onChange={(value) => set({ capacity: Number(value) || 0 })}
        min={0}
        max={100_000}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="strict"
      />
      <TextInput
        label={t('nodes.storage')}
        description={t('nodes.storageHint')}
        value={typed.storage}
        onChange={(event) => set({ storage: event.currentTarget.value })}
        maxLength={100}
      />
    </ModalForm>
  );
}
