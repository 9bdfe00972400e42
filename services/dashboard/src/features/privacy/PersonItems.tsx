import type { Menu as MantineMenu } from '@mantine/core';

import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';

/** What is done with all that is known of somebody. */
export type PersonDeed = 'export' | 'erase';

interface Props {
  /** What they are entries of, which may have been fetched late. */
  menu: Pick<typeof MantineMenu, 'Item'>;
  onDeed: (deed: PersonDeed) => void;
}

/** The entries of somebody's menu, for those who may. */
export function PersonItems({ menu: Menu, onDeed }: Props) {
  const { t } = useSpeech();
  const { role } = useUser();
  if (role === 'agent') {
    return null;
  }
  return (
    <>
      <Menu.Item leftSection={<Icon shape="download" size={18} />} onClick={() => onDeed('export')}>
        {t('privacy.person.export')}
      </Menu.Item>
      <Menu.Item
        color="red"
        leftSection={<Icon shape="trash" size={18} />}
        onClick={() => onDeed('erase')}
      >
        {t('privacy.person.erase')}
      </Menu.Item>
    </>
  );
}
