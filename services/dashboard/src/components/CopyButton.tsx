import { Button, CopyButton as Copy } from '@mantine/core';

import { useSpeech } from '../i18n/LanguageProvider';
import { Icon } from './Icon';

/** Copies a text, and says so where it stands: nothing around it moves. */
export function CopyButton({ value }: { value: string }) {
  const { t } = useSpeech();
  return (
    <Copy value={value} timeout={2_000}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          leftSection={<Icon shape={copied ? 'check' : 'copy'} size={18} />}
          onClick={copy}
          miw={140}
        >
          <span role="status">{t(copied ? 'common.copied' : 'common.copy')}</span>
        </Button>
      )}
    </Copy>
  );
}
