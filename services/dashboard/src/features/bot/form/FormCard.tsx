import { Alert, Card, Stack, Text, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';

import { Icon } from '../../../components/Icon';
import { pointer, type Path } from '../edit';
import { useFound } from './useFound';

interface Props {
  title: string;
  hint?: string;
  /** The place that it is about: what was found there stands on top. */
  path?: Path;
  children: ReactNode;
}

/** A part of a form. */
export function FormCard({ title, hint, path, children }: Props) {
  const id = useId();
  return (
    <Card
      withBorder
      padding="md"
      component="section"
      aria-labelledby={id}
      {...(path && { 'data-path': pointer(path) })}
    >
      <Stack gap="sm">
        <div>
          <Title order={2} size="h5" id={id}>
            {title}
          </Title>
          {hint && (
            <Text size="sm" c="dimmed">
              {hint}
            </Text>
          )}
        </div>
        {path && <Found path={path} />}
        {children}
      </Stack>
    </Card>
  );
}

/** What was found at a place that is no field. */
export function Found({ path }: { path: Path }) {
  const { error, warning } = useFound(path);
  const text = error ?? warning;
  return (
    text && (
      <Alert
        color={error ? 'red' : 'orange'}
        icon={<Icon shape="alert" />}
        p="xs"
        data-path={pointer(path)}
      >
        <Text size="sm" dir="auto">
          {text}
        </Text>
      </Alert>
    )
  );
}
