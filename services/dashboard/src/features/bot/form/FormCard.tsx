import { Alert, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Icon } from '../../../components/Icon';
import { Section } from '../../../components/Section';
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
  return (
    <Section
      compact
      title={title}
      {...(hint !== undefined && { hint })}
      {...(path && { path: pointer(path) })}
    >
      {path && <Found path={path} />}
      {children}
    </Section>
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
