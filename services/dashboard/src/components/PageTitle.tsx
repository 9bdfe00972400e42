import { Title } from '@mantine/core';
import { useEffect, useRef } from 'react';

/** The page's heading, and the same in the browser's tab. The shell sends who arrives here. */
export function PageTitle({ text }: { text: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // It came later than who waits for it.
    if (document.activeElement?.id === 'content') {
      heading.current?.focus({ preventScroll: true });
    }
  }, []);
  return (
    <>
      <title>{`${text} · Peyk`}</title>
      <Title order={1} size="h2" tabIndex={-1} ref={heading} style={{ outline: 'none' }}>
        {text}
      </Title>
    </>
  );
}
