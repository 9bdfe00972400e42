import { Popover } from '@mantine/core';
import { useState, type ReactElement } from 'react';

import { useSpeech } from '../../i18n/LanguageProvider';
import { FindingList } from './FindingList';

/** What was found, below a button; open from the first moment on. */
export function FindingsPopover({
  button,
}: {
  button: (onClick: () => void) => ReactElement<Record<string, unknown>>;
}) {
  const { t } = useSpeech();
  const [opened, setOpened] = useState(true);
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
      <Popover.Target>{button(() => setOpened((before) => !before))}</Popover.Target>
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
