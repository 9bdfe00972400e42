import { ActionIcon, Badge, Group, Tabs } from '@mantine/core';

import { Icon } from '../../components/Icon';
import { LateMenu } from '../../components/LateMenu';
import { LateSelect } from '../../components/LateSelect';
import { useFilters } from '../../components/useFilters';
import { useWide } from '../../components/useWide';
import { useSpeech } from '../../i18n/LanguageProvider';
import { LANGS } from './flow';
import { missingIn } from './texts-of';
import { useBot } from './useBot';
import { langName } from './words';

/** In which language is written, with what is missing in each, and which one stands beside it. */
export function LanguageBar() {
  const { t, number } = useSpeech();
  const { flow, lang, beside, edit, readOnly } = useBot();
  const { set } = useFilters();
  // There is no beside on a phone.
  const isWide = useWide(48);
  const others = flow.languages.filter((one) => one !== lang);
  const unspoken = LANGS.filter((one) => !flow.languages.includes(one));
  return (
    <Group justify="space-between" gap="xs" align="flex-end">
      <Group gap={4} wrap="nowrap" miw={0}>
        <Tabs
          value={lang}
          onChange={(value) => set('lang', value ?? '', true)}
          variant="pills"
          miw={0}
        >
          <Tabs.List aria-label={t('flow.languages')} style={{ gap: 4 }}>
            {flow.languages.map((one) => {
              const missing = missingIn(flow, one);
              return (
                <Tabs.Tab
                  key={one}
                  value={one}
                  px="sm"
                  rightSection={
                    missing > 0 && (
                      <Badge
                        size="sm"
                        color="red"
                        variant="light"
                        aria-label={t('flow.missing', { n: number(missing) })}
                        title={t('flow.missing', { n: number(missing) })}
                      >
                        {number(missing)}
                      </Badge>
                    )
                  }
                >
                  {langName(one)}
                </Tabs.Tab>
              );
            })}
          </Tabs.List>
        </Tabs>
        {!readOnly && unspoken.length > 0 && (
          <LateMenu
            position="bottom-start"
            button={
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={t('flow.addLanguage')}
                title={t('flow.addLanguage')}
              >
                <Icon shape="plus" size={18} />
              </ActionIcon>
            }
          >
            {(Menu) =>
              unspoken.map((one) => (
                <Menu.Item
                  key={one}
                  onClick={() => {
                    edit(['languages'], [...flow.languages, one]);
                    set('lang', one, true);
                  }}
                >
                  {langName(one)}
                </Menu.Item>
              ))
            }
          </LateMenu>
        )}
      </Group>
      {isWide && others.length > 0 && (
        <LateSelect
          aria-label={t('flow.beside')}
          data={[
            { value: '', label: t('flow.besideNone') },
            ...others.map((one) => ({
              value: one,
              label: t('flow.besideOf', { language: langName(one) }),
            })),
          ]}
          value={beside ?? ''}
          onChange={(value) => set('beside', value ?? '', true)}
          allowDeselect={false}
          w={210}
          size="sm"
        />
      )}
    </Group>
  );
}
