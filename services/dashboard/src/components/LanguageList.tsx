import '../app/mantine-floating';

import { Menu } from '@mantine/core';

import { LANGUAGES, type Language } from '../i18n/languages';
import { useSpeech } from '../i18n/LanguageProvider';
import { Icon } from './Icon';
import { LanguageButton } from './LanguageMenu';

/** The languages to choose from, open from the first moment on. */
export function LanguageList() {
  const { language, setLanguage } = useSpeech();
  return (
    <Menu position="bottom-end" width={180} defaultOpened>
      <Menu.Target>
        <LanguageButton />
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
