import { Card, Stack, Text, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';

interface Props {
  title: string;
  hint?: string;
  /** One of many on its page. */
  compact?: boolean;
  /** Which part of a document it is about, for who jumps there. */
  path?: string;
  children: ReactNode;
}

/** What belongs together, in a frame with a title. */
export function Section({ title, hint, compact = false, path, children }: Props) {
  const id = useId();
  return (
    <Card
      withBorder
      padding={compact ? 'md' : 'lg'}
      component="section"
      aria-labelledby={id}
      {...(path !== undefined && { 'data-path': path })}
    >
      <Stack gap={compact ? 'sm' : 'md'}>
        <div>
          <Title order={2} size={compact ? 'h5' : 'h4'} id={id}>
            {title}
          </Title>
          {hint && (
            <Text size="sm" c="dimmed">
              {hint}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Card>
  );
}
