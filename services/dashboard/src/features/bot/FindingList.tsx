import { Stack, Text, UnstyledButton } from '@mantine/core';

import { useSpeech } from '../../i18n/LanguageProvider';
import { useBot } from './useBot';
import { useJumpTo } from './useJump';
import { findingText, placeText } from './words';

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
