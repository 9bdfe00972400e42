import { Select, type SelectProps } from '@mantine/core';

/** A choice among texts. A file of its own: who wants it is on a page already. */
export function TextSelect(props: SelectProps<string>) {
  return <Select {...props} />;
}
