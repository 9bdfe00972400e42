import { Button, Group, List, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import type { NewPrivacy, Privacy } from '../../api/types';
import { Ask } from '../../components/Ask';
import { Done } from '../../components/Done';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Section } from '../../components/Section';
import { useSpeech } from '../../i18n/LanguageProvider';
import { deedsOf } from './api/deeds';
import { privacyQuery, savePrivacyMutation } from './api/privacy';
import {
  daysOf,
  defaultOf,
  fromDraft,
  KINDS,
  limitOf,
  mostOf,
  outlives,
  shorter,
  toDraft,
  written,
  type Draft,
  type Kind,
} from './keeping';
import { useDays } from './useDays';

/** What somebody who ends "without end" begins with. */
const USUAL = 365;

interface Props {
  tenant: number;
  privacy: Privacy;
}

/** How long a tenant keeps what customers wrote and sent: both are saved at once. */
export function KeepingForm({ tenant, privacy }: Props) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => toDraft(privacy));
  const [checked, setChecked] = useState(false);
  const [done, setDone] = useState<string | null>(null);
  // What is removed is removed for good: it is asked first.
  const [asked, setAsked] = useState<NewPrivacy | null>(null);
  const save = useMutation({
    ...savePrivacyMutation(tenant),
    onSuccess: (now) => {
      client.setQueryData(privacyQuery(tenant).queryKey, now);
      void client.invalidateQueries({ queryKey: deedsOf(tenant) });
      setDraft(toDraft(now));
      setChecked(false);
      setAsked(null);
      setDone(t('privacy.saved'));
    },
  });
  const isChanged = JSON.stringify(draft) !== JSON.stringify(toDraft(privacy));
  const change = (part: Partial<Draft>) => {
    setDone(null);
    setDraft((old) => ({ ...old, ...part }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    const wanted = fromDraft(draft, privacy);
    if (wanted && shorter(privacy, wanted).length > 0) {
      save.reset();
      setAsked(wanted);
    } else if (wanted) {
      save.mutate(wanted);
    }
  };
  return (
    <Section title={t('privacy.keep')} hint={t('privacy.keepHint')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          {KINDS.map((kind) => (
            <Field
              key={kind}
              kind={kind}
              draft={draft}
              privacy={privacy}
              checked={checked}
              onChange={(days) => change({ [kind]: days })}
            />
          ))}
          {!privacy.is_set && (
            <Text size="sm" c="dimmed">
              {t('privacy.isDefault')}
            </Text>
          )}
          {save.error && !asked && <ErrorNotice error={save.error} title={t('error.title')} />}
          <Done text={done} onClose={() => setDone(null)} />
          <Group gap="sm">
            <Button type="submit" loading={save.isPending && !asked} disabled={!isChanged}>
              {t('common.save')}
            </Button>
            {isChanged && (
              <Button
                variant="subtle"
                color="gray"
                onClick={() => {
                  save.reset();
                  setChecked(false);
                  setDraft(toDraft(privacy));
                }}
              >
                {t('bot.discard')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
      <Ask
        opened={asked !== null}
        title={t('privacy.shorterTitle')}
        text={t('privacy.shorterText')}
        confirm={t('privacy.shorterConfirm')}
        pending={save.isPending}
        error={save.error}
        onConfirm={() => asked && save.mutate(asked)}
        onClose={() => {
          save.reset();
          setAsked(null);
        }}
      >
        {asked && <Removed before={privacy} now={asked} />}
      </Ask>
    </Section>
  );
}

interface FieldProps {
  kind: Kind;
  draft: Draft;
  privacy: Privacy;
  checked: boolean;
  onChange: (days: string | null) => void;
}

function Field({ kind, draft, privacy, checked, onChange }: FieldProps) {
  const { t, number } = useSpeech();
  const days = useDays();
  const value = draft[kind];
  const limit = limitOf(privacy, kind);
  const isWrong = checked && daysOf(draft, kind, privacy) === undefined;
  const wanted = fromDraft(draft, privacy);
  const hint = [
    t('privacy.default', { days: days(defaultOf(privacy, kind)) }),
    limit !== null && t('privacy.atMost', { days: days(limit) }),
  ];
  const end = (isEver: boolean) =>
    onChange(isEver ? null : written(privacy[`${kind}_days`] ?? defaultOf(privacy, kind) ?? USUAL));
  return (
    <Stack gap="xs">
      <TextInput
        label={t(`privacy.${kind}`)}
        description={hint.filter(Boolean).join(' ')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        inputMode="numeric"
        autoComplete="off"
        maxLength={6}
        value={value ?? ''}
        placeholder={value === null ? t('privacy.ever') : ''}
        onChange={(event) => onChange(event.currentTarget.value)}
        disabled={value === null}
        error={isWrong && t('privacy.daysWrong', { most: number(mostOf(privacy, kind)) })}
        maw={320}
      />
      {limit === null && (
        <Switch
          label={t('privacy.keepEver')}
          aria-label={`${t(`privacy.${kind}`)}: ${t('privacy.keepEver')}`}
          checked={value === null}
          onChange={(event) => end(event.currentTarget.checked)}
        />
      )}
      {kind === 'media' && wanted && outlives(wanted) && (
        <Text size="sm" c="dimmed">
          {t('privacy.mediaWithMessages', { days: days(wanted.messages_days) })}
        </Text>
      )}
    </Stack>
  );
}

/** What will not be there any more. */
function Removed({ before, now }: { before: Privacy; now: NewPrivacy }) {
  const { t } = useSpeech();
  const days = useDays();
  return (
    <List size="sm" spacing={4}>
      {shorter(before, now).map((kind) => (
        <List.Item key={kind}>
          {t(`privacy.shorter.${kind}`, { days: days(now[`${kind}_days`]) })}
        </List.Item>
      ))}
    </List>
  );
}
