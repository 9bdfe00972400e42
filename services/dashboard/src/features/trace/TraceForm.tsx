import { Button, Group, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';

import { useSpeech } from '../../i18n/LanguageProvider';
import { western } from '../whatsapp/phone-number';
import { isNumber, type Kind } from './wanted';

interface Props {
  tenant: string;
  kind: Kind;
  id: string;
  onLook: (tenant: string, kind: Kind, id: string) => void;
}

/** Which message is looked for. */
export function TraceForm({ onLook, ...first }: Props) {
  const { t } = useSpeech();
  const [tenant, setTenant] = useState(first.tenant);
  const [kind, setKind] = useState(first.kind);
  const [id, setId] = useState(first.id);
  const [checked, setChecked] = useState(false);
  const plain = (text: string) => western(text.trim());
  const wrong = (text: string) => checked && !isNumber(plain(text)) && t('trace.numberWrong');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (isNumber(plain(tenant)) && isNumber(plain(id))) {
      onLook(plain(tenant), kind, plain(id));
    }
  };
  return (
    <form onSubmit={submit} noValidate role="search" aria-label={t('trace.title')}>
      <Stack gap="md">
        <SegmentedControl
          aria-label={t('trace.kind')}
          data={[
            { value: 'message_id', label: t('trace.message') },
            { value: 'reply_id', label: t('trace.reply') },
          ]}
          value={kind}
          onChange={(value) => setKind(value as Kind)}
          w="fit-content"
        />
        <Group gap="sm" align="flex-start">
          <TextInput
            label={t('trace.tenant')}
            value={tenant}
            onChange={(event) => setTenant(event.currentTarget.value)}
            error={wrong(tenant)}
            inputMode="numeric"
            maxLength={20}
            style={{ flex: '1 1 8rem' }}
            maw={220}
          />
          <TextInput
            label={t(kind === 'message_id' ? 'trace.messageId' : 'trace.replyId')}
            value={id}
            onChange={(event) => setId(event.currentTarget.value)}
            error={wrong(id)}
            inputMode="numeric"
            maxLength={20}
            style={{ flex: '1 1 8rem' }}
            maw={220}
          />
          <Button type="submit" mt={{ base: 0, xs: 25 }}>
            {t('trace.look')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
