import { TextInput, type SelectProps } from '@mantine/core';
import { lazy, Suspense } from 'react';

const TextSelect = lazy(async () => ({ default: (await import('./late/select')).TextSelect }));

interface Props extends SelectProps<string> {
  data: { value: string; label: string }[];
}

/** A choice that a page does not wait for: it has its place and its words, and a moment later it opens. */
export function LateSelect(props: Props) {
  const { data, value, placeholder, size, w } = props;
  const label = data.find((one) => one.value === value)?.label ?? '';
  const shown = { placeholder, size, w };
  return (
    <Suspense
      fallback={
        <TextInput
          {...Object.fromEntries(Object.entries(shown).filter(([, it]) => it !== undefined))}
          value={label}
          readOnly
          aria-label={props['aria-label'] ?? ''}
          aria-busy
        />
      }
    >
      <TextSelect {...props} />
    </Suspense>
  );
}
