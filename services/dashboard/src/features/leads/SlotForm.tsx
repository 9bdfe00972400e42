import { Button, Checkbox, Group, Select, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

import { useSpeech } from '../../i18n/LanguageProvider';
import { SlotField } from './SlotField';
import { fromDraft, toDraft, type Draft } from './slot-draft';
import { canBeAny, CURRENCIES, kindOf, PERIODS, slotName } from './slot-kind';

interface Props {
  slot: string;
  /** What is known now. */
  value: unknown;
  onSave: (value: unknown) => void;
  onClose: () => void;
}

/** Corrects one thing that is known of a lead, where it stands. */
export function SlotForm({ slot, value, onSave, onClose }: Props) {
  const { t } = useSpeech();
  const [draft, setDraft] = useState(() => toDraft(slot, value));
  const [checked, setChecked] = useState(false);
  const read = fromDraft(slot, draft);
  const set = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const known = value !== null && value !== undefined;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[data-autofocus], input')?.focus();
  }, []);
  return (
    <form
      ref={form}
      className="slot-form"
      aria-label={t('leads.editTitle', { what: slotName(slot, t) })}
      noValidate
      onKeyDown={(event) => {
        // A list that is open takes its own Escape.
        if (event.key === 'Escape' && !event.defaultPrevented) {
          onClose();
        }
      }}
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if ('value' in read) {
          onSave(read.value);
        }
      }}
    >
      <Stack gap="md">
        {!draft.any && (
          <SlotField
            slot={slot}
            draft={draft}
            error={checked && 'wrong' in read && t(read.wrong)}
            onChange={set}
          />
        )}
        {kindOf(slot) === 'budget' && !draft.any && (
          <Group grow align="flex-start">
            <Select
              label={t('leads.currency')}
              data={[...CURRENCIES]}
              value={draft.currency || null}
              onChange={(currency) => set({ currency: currency ?? '' })}
              clearable
              clearButtonProps={{ 'aria-label': t('common.clear') }}
            />
            <Select
              label={t('leads.period')}
              data={[
                { value: '', label: t('leads.once') },
                ...PERIODS.map((word) => ({ value: word, label: t(`slot.period.${word}`) })),
              ]}
              value={draft.period}
              onChange={(period) => set({ period: period ?? '' })}
              allowDeselect={false}
            />
          </Group>
        )}
        {canBeAny(slot) && (
          <Checkbox
            label={t('leads.anyValue')}
            checked={draft.any}
            onChange={(event) => set({ any: event.currentTarget.checked })}
          />
        )}
        <Group justify="space-between" gap="sm">
          {known ? (
            <Button variant="subtle" color="red" px="xs" onClick={() => onSave(null)}>
              {t('leads.forget')}
            </Button>
          ) : (
            <span />
          )}
          <Group gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit">{t('common.save')}</Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
