import './bot-settings.css';

import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import type { BotSettings } from '../../api/types';
import { Done } from '../../components/Done';
import { ErrorNotice } from '../../components/ErrorNotice';
import { useSpeech } from '../../i18n/LanguageProvider';
import { botSettingsQuery, saveBotSettingsMutation } from './api/bot-settings';
import { QuietHours } from './QuietHours';
import { Section } from '../../components/Section';
import { fromDraft, toDraft, type Draft } from './settings-draft';
import { Shield } from './Shield';

interface Props {
  tenant: number;
  settings: BotSettings;
}

/** How the tenant wants its bot: all of it is saved at once. */
export function BotSettingsForm({ tenant, settings }: Props) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => toDraft(settings));
  const [checked, setChecked] = useState(false);
  const [done, setDone] = useState<string | null>(null);
  const save = useMutation({
    ...saveBotSettingsMutation(tenant),
    onSuccess: (now) => {
      client.setQueryData(botSettingsQuery(tenant).queryKey, now);
      setDraft(toDraft(now));
      setChecked(false);
      setDone(t('bot.saved'));
    },
  });
  const { settings: wanted, wrong } = fromDraft(draft);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(toDraft(settings));
  const change = (part: Partial<Draft>) => {
    setDone(null);
    setDraft((old) => ({ ...old, ...part }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(wrong).length === 0) {
      save.mutate(wanted);
    }
  };
  const problem = (field: keyof typeof wrong) => {
    const key = checked ? wrong[field] : undefined;
    return key && t(key);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Section title={t('bot.agent')}>
          <TextInput
            label={t('bot.agentPhone')}
            description={t('bot.agentPhoneHint')}
            type="tel"
            autoComplete="off"
            placeholder="+971 50 123 4567"
            value={draft.agent_phone}
            onChange={(event) => change({ agent_phone: event.currentTarget.value })}
            error={problem('agent_phone')}
            maxLength={40}
            styles={{ wrapper: { direction: 'ltr' } }}
          />
        </Section>
        <QuietHours draft={draft} problem={problem} onChange={change} />
        <Shield tenant={tenant} draft={draft} problem={problem} onChange={change} />
        {save.error && <ErrorNotice error={save.error} title={t('error.title')} />}
        <Done text={done} onClose={() => setDone(null)} />
        <Group gap="sm" className="settings-save" data-changed={isChanged || undefined}>
          <Button type="submit" loading={save.isPending} disabled={!isChanged}>
            {t('common.save')}
          </Button>
          {isChanged && (
            <>
              <Button
                variant="subtle"
                color="gray"
                onClick={() => {
                  save.reset();
                  setChecked(false);
                  setDraft(toDraft(settings));
                }}
              >
                {t('bot.discard')}
              </Button>
              <Text size="sm" c="dimmed" role="status">
                {t('bot.unsaved')}
              </Text>
            </>
          )}
        </Group>
      </Stack>
    </form>
  );
}
