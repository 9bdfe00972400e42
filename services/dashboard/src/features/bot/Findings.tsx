import { Badge, Button, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';

import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useBot } from './useBot';
import { useJumpTo } from './useJump';
import { findingText, placeText } from './words';

/** How many problems there are, and a list of them that leads to each. */
export function Findings() {
  const { t, number } = useSpeech();
  const { findings } = useBot();
  const [opened, setOpened] = useState(false);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const hints = findings.length - errors;
  if (findings.length === 0) {
    return (
      <Badge variant="light" size="lg" leftSection={<Icon shape="check" size={14} />} tt="none">
        {t('flow.noProblems')}
      </Badge>
    );
  }
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      width={380}
      position="bottom-end"
      shadow="md"
      trapFocus
      withRoles
    >
      <Popover.Target>
        <Button
          size="xs"
          variant="light"
          color={errors > 0 ? 'red' : 'orange'}
          leftSection={<Icon shape="alert" size={16} />}
          onClick={() => setOpened((before) => !before)}
        >
          {errors > 0
            ? t('flow.problems', { n: number(errors) })
            : t('flow.hints', { n: number(hints) })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown
        p={4}
        mah="60dvh"
        style={{ overflowY: 'auto' }}
        aria-label={t('flow.findings')}
      >
        <FindingList onJump={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** What was found, each a way to where it is. */
export function FindingList({ onJump }: { onJump?: () => void }) {
  const speech = useSpeech();
  const { flow, findings } = useBot();
  const jump = useJumpTo();
  return (
    <Stack gap={0} role="list">
      {findings.map((finding) => (
        <div role="listitem" key={finding.path + finding.message}>
          <UnstyledButton
            className="bot-finding"
            onClick={() => {
              onJump?.();
              jump(finding.path);
            }}
          >
            <Text size="xs" c={finding.severity === 'error' ? 'red' : 'orange'} fw={600}>
              <bdi>{placeText(flow, finding, speech)}</bdi>
            </Text>
            <Text size="sm" dir="auto">
              {findingText(finding, speech)}
            </Text>
          </UnstyledButton>
        </div>
      ))}
    </Stack>
  );
}
