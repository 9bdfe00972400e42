import { ActionIcon, Menu } from '@mantine/core';

import { LANGUAGES, type Language } from '../i18n/languages';
import { useSpeech } from '../i18n/LanguageProvider';
import { Icon } from './Icon';

export function LanguageMenu() {
  const { language, setLanguage, t } = useSpeech();
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('nav.language')}>
          <Icon shape="language" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(LANGUAGES) as Language[]).map((other) => (
          <Menu.Item
            key={other}
            lang={other}
            aria-current={other === language}
            rightSection={other === language && <Icon shape="check" size={16} />}
            onClick={() => setLanguage(other)}
          >
            {LANGUAGES[other].name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
