import { Center, Loader } from '@mantine/core';

/** Before the first page is there. */
export function Loading() {
  return (
    <Center mih="100dvh">
      <Loader type="dots" />
    </Center>
  );
}
