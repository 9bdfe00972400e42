import { Button, Group, List, Loader, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';

import type { PairingCode as Code } from '../../api/types';
import { CopyButton } from '../../components/CopyButton';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Filled } from '../../components/Filled';
import { Phone } from '../../components/Phone';
import { useSpeech } from '../../i18n/LanguageProvider';
import { pairingCodeMutation } from './api/pairing-code';
import { phoneNumber } from './phone-number';
import { QR_SIZE } from './qr';

interface Props {
  tenant: number;
  footer: ReactNode;
}

/** A code to type on the phone, for who cannot scan: the page may be open on that very phone. */
export function PairingCode({ tenant, footer }: Props) {
  const { t } = useSpeech();
  // Kept while another one is asked for: the page does not fall back to the form in between.
  const [code, setCode] = useState<Code | null>(null);
  const ask = useMutation({ ...pairingCodeMutation(tenant), onSuccess: setCode });
  return (
    // As high as the QR code: going from one to the other moves nothing below.
    <Stack gap="lg" mih={QR_SIZE} align="flex-start">
      <Text fw={500}>
        {code ? (
          <Filled text={(phone) => t('pairing.codeFor', { phone })}>
            <Phone digits={code.phone} />
          </Filled>
        ) : (
          t('pairing.title')
        )}
      </Text>
      {ask.error && <ErrorNotice error={ask.error} title={t('error.title')} />}
      {code ? (
        <Shown
          code={code.code}
          pending={ask.isPending}
          onAnother={() => ask.mutate(`+${code.phone}`)}
          onOther={() => {
            ask.reset();
            setCode(null);
          }}
        />
      ) : (
        <Form pending={ask.isPending} onSubmit={(phone) => ask.mutate(phone)} />
      )}
      {footer}
    </Stack>
  );
}

interface FormProps {
  pending: boolean;
  onSubmit: (phone: string) => void;
}

function Form({ pending, onSubmit }: FormProps) {
  const { t } = useSpeech();
  const [typed, setTyped] = useState('');
  const [refused, setRefused] = useState<'missing' | 'wrong' | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const phone = phoneNumber(typed);
    setRefused(phone ? null : typed.trim() === '' ? 'missing' : 'wrong');
    if (phone) {
      onSubmit(phone);
    }
  };
  return (
    <form onSubmit={submit} noValidate style={{ width: '100%' }}>
      <Stack gap="md" align="flex-start">
        <TextInput
          label={t('pairing.phone')}
          description={
            <Filled text={(example) => t('pairing.phoneHint', { example })}>
              <bdi dir="ltr">+971 50 123 4567</bdi>
            </Filled>
          }
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setRefused(null);
          }}
          error={
            refused && t(refused === 'missing' ? 'pairing.phoneMissing' : 'pairing.phoneWrong')
          }
          w="100%"
          maw={340}
          styles={{ wrapper: { direction: 'ltr' } }}
          autoFocus
        />
        <Button type="submit" loading={pending}>
          {t('pairing.ask')}
        </Button>
      </Stack>
    </form>
  );
}

interface ShownProps {
  code: string;
  pending: boolean;
  onAnother: () => void;
  onOther: () => void;
}

function Shown({ code, pending, onAnother, onOther }: ShownProps) {
  const { t } = useSpeech();
  return (
    <>
      <Group gap="lg">
        <Text
          dir="ltr"
          ff="monospace"
          fw={700}
          fz={{ base: 30, xs: 38 }}
          lh={1.2}
          role="img"
          // Read letter by letter, not as a word.
          aria-label={[...code].join(' ')}
        >
          {code}
        </Text>
        <CopyButton value={code} />
      </Group>
      <List type="ordered" spacing="sm">
        <List.Item>{t('pairing.step1')}</List.Item>
        <List.Item>{t('pairing.step2')}</List.Item>
        <List.Item>{t('pairing.step3')}</List.Item>
      </List>
      <Group gap="xs" c="dimmed" role="status">
        <Loader size="xs" />
        <Text size="sm">{t('pairing.waiting')}</Text>
      </Group>
      <Group gap="sm">
        <Button variant="default" loading={pending} onClick={onAnother}>
          {t('pairing.another')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onOther}>
          {t('pairing.otherNumber')}
        </Button>
      </Group>
    </>
  );
}
