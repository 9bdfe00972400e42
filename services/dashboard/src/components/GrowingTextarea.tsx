import './GrowingTextarea.css';

import { Textarea, type TextareaProps } from '@mantine/core';

/** Where a field grows by its style alone, none has to be measured. */
const GROWS = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

interface Props extends Omit<TextareaProps, 'autosize' | 'classNames' | 'style'> {
  minRows?: number;
  maxRows?: number;
}

/** A field as high as its text, between so many lines. */
export function GrowingTextarea({ minRows = 1, maxRows = 100, ...props }: Props) {
  return GROWS ? (
    <Textarea
      {...props}
      rows={minRows}
      classNames={{ input: 'grows' }}
      style={{ '--grows-from': minRows, '--grows-to': maxRows }}
    />
  ) : (
    <Textarea {...props} autosize minRows={minRows} maxRows={maxRows} />
  );
}
