import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';

import { CopyButton } from './CopyButton';
import { Icon } from './Icon';

interface Props {
  secret: string;
  label: string;
  /** That it is not shown again. */
  warning: string;
  /** What the button that ends it says. */
  kept: string;
  onKept: () => void;
}

/** A secret that is shown this once. */
export function SecretOnce({ secret, label, warning, kept, onKept }: Props) {
  return (
    <Stack gap="md">
      <Alert color="teal" icon={<Icon shape="key" />} role="status">
        <Text size="sm">{warning}</Text>
      </Alert>
      <Code
        block
        dir="ltr"
        fz="sm"
        style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
        aria-label={label}
        role="textbox"
        aria-readonly
        tabIndex={0}
      >
        {secret}
      </Code>
      <Group justify="space-between" gap="sm">
        <CopyButton value={secret} />
        <Button onClick={onKept}>{kept}</Button>
      </Group>
    </Stack>
  );
}
