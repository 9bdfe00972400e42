import { Title } from '@mantine/core';

/** The page's heading, and the same in the browser's tab. */
export function PageTitle({ text }: { text: string }) {
  return (
    <>
      <title>{`${text} · Peyk`}</title>
      <Title order={1} size="h2">
        {text}
      </Title>
    </>
  );
}
