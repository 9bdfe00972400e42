import { Group, MultiSelect, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';

import { GrowingTextarea } from '../../components/GrowingTextarea';
import { useSpeech } from '../../i18n/LanguageProvider';
import type { Draft } from './slot-draft';
import { choiceName, choicesOf, kindOf, slotName } from './slot-kind';

/** As in the API, with room for what JSON adds. */
const LONGEST = 1000;

interface Props {
  slot: string;
  draft: Draft;
  error: string | false;
  onChange: (part: Partial<Draft>) => void;
}

/** The field in which a value of this kind is written. */
export function SlotField({ slot, draft, error, onChange }: Props) {
  const { t } = useSpeech();
  const label = slotName(slot, t);
  const { text, list } = draft;
  const shared = { label, error, 'data-autofocus': true };
  const choices = (chosen: readonly string[]) =>
    // What the customer said in words of their own is none of ours, and stays to be chosen.
    [...new Set([...choicesOf(slot), ...chosen])]
      .filter((choice) => choice !== '')
      .map((choice) => ({ value: choice, label: choiceName(slot, choice, t) }));
  switch (kindOf(slot)) {
    case 'choice':
      return (
        <Select
          {...shared}
          data={choices([text])}
          value={text || null}
          onChange={(value) => onChange({ text: value ?? '' })}
          allowDeselect={false}
        />
      );
    case 'choices':
      return (
        <MultiSelect
          {...shared}
          data={choices(list)}
          value={list}
          onChange={(value) => onChange({ list: value })}
        />
      );
    case 'areas':
      return (
        <TagsInput
          {...shared}
          description={t('leads.areasHint')}
          value={list}
          onChange={(value) => onChange({ list: value })}
          maxTags={20}
          maxLength={100}
          dir="auto"
        />
      );
    case 'bedrooms':
    case 'budget':
      return <Range slot={slot} label={label} draft={draft} error={error} onChange={onChange} />;
    case 'moment':
      return (
        <TextInput
          {...shared}
          type="datetime-local"
          value={text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
        />
      );
    case 'phone':
      return (
        <TextInput
          {...shared}
          type="tel"
          value={text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
          styles={{ wrapper: { direction: 'ltr' } }}
          maxLength={40}
        />
      );
    case 'long':
      return (
        <GrowingTextarea
          {...shared}
          value={text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
          minRows={3}
          maxRows={10}
          maxLength={LONGEST}
          dir="auto"
        />
      );
    case 'text':
      return (
        <TextInput
          {...shared}
          value={text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
          maxLength={LONGEST}
          dir="auto"
        />
      );
  }
}

/** From so many to so many, in the digits of whatever script. */
function Range({ slot, label, draft, error, onChange }: Props & { label: string }) {
  const { t } = useSpeech();
  const field = (name: 'min' | 'max') => (
    <TextInput
      label={t(name === 'min' ? 'leads.from' : 'leads.upTo')}
      inputMode="numeric"
      value={draft[name]}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
      error={error !== false}
      maxLength={20}
      data-autofocus={name === 'min' || undefined}
    />
  );
  return (
    <Stack gap={6} role="group" aria-label={label}>
      <Text size="sm" fw={600}>
        {label}
      </Text>
      <Group grow align="flex-start">
        {field('min')}
        {field('max')}
      </Group>
      {error ? (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      ) : (
        slot === 'bedrooms' && (
          <Text size="xs" c="dimmed">
            {t('leads.bedroomsHint')}
          </Text>
        )
      )}
    </Stack>
  );
}
