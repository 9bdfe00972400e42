import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import type { UnroutedEvent } from '../../api/types';
import { FormModal, ModalForm } from '../../components/FormModal';
import { useSpeech } from '../../i18n/LanguageProvider';
import { redriveMutation } from './api/undelivered';

interface Props {
  event: UnroutedEvent | null;
  onDone: (text: string) => void;
  onClose: () => void;
}

/** Delivers one event: to whom it belongs by now, or to whom the operator says. */
export function RedriveModal({ event, onDone, onClose }: Props) {
  const { t } = useSpeech();
  return (
    <FormModal opened={event !== null} title={t('unrouted.redriveTitle')} onClose={onClose}>
      {event && <Form event={event} onDone={onDone} onClose={onClose} />}
    </FormModal>
  );
}

function Form({ event, onDone, onClose }: Props & { event: UnroutedEvent }) {
  const { t } = useSpeech();
  const [tenant, setTenant] = useState(event.tenant_id === null ? '' : String(event.tenant_id));
  const [checked, setChecked] = useState(false);
  const wrong = tenant.trim() !== '' && !/^[1-9]\d{0,15}$/.test(tenant.trim());
  const redrive = useMutation({
    ...redriveMutation,
    onSuccess: ({ tenant_id }) => {
      onDone(t('unrouted.redrivenTo', { tenant: String(tenant_id) }));
      onClose();
    },
  });
  const submit = () => {
    setChecked(true);
    if (!wrong) {
      const text = tenant.trim();
      redrive.mutate({ id: event.id, tenant_id: text === '' ? null : Number(text) });
    }
  };
  return (
    <ModalForm
      submit={t('unrouted.redrive')}
      pending={redrive.isPending}
      error={redrive.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label={t('unrouted.tenant')}
        description={t('unrouted.tenantHint')}
        value={tenant}
        onChange={(change) => setTenant(change.currentTarget.value)}
        error={checked && wrong && t('unrouted.tenantWrong')}
        inputMode="numeric"
        data-autofocus
      />
    </ModalForm>
  );
}
