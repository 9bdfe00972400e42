import { Code, Group, Stack, Switch, TagsInput, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { CopyButton } from '../../components/CopyButton';
import { useSpeech } from '../../i18n/LanguageProvider';
import { sessionQuery } from '../whatsapp/api/session';
import { Section } from '../../components/Section';
import { LONGEST_PHRASE, MOST_PHRASES, type Draft, type Wrong } from './settings-draft';

interface Props {
  tenant: number;
  draft: Draft;
  problem: (field: keyof Wrong) => string | undefined;
  onChange: (part: Partial<Draft>) => void;
}

/** How a customer is told from the owner's friends. */
export function Shield({ tenant, draft, problem, onChange }: Props) {
  const { t } = useSpeech();
  const phrases = (name: 'trigger_words' | 'deep_link_codes', label: string, hint: string) => (
    <TagsInput
      label={label}
      description={hint}
      value={draft[name]}
      onChange={(list) =>
        onChange({ [name]: list.map((phrase) => phrase.trim()).filter((phrase) => phrase !== '') })
      }
      error={problem(name)}
      maxTags={MOST_PHRASES}
      maxLength={LONGEST_PHRASE}
      splitChars={[',', '،', ';', '\n']}
      dir="auto"
    />
  );
  return (
    <Section title={t('bot.shield')}>
      <Switch
        label={t('bot.shieldOn')}
        description={t('bot.shieldHint')}
        checked={draft.shield}
        onChange={(event) => onChange({ shield: event.currentTarget.checked })}
      />
      {phrases('trigger_words', t('bot.words'), t('bot.wordsHint'))}
      {phrases('deep_link_codes', t('bot.codes'), t('bot.codesHint'))}
      {draft.deep_link_codes.length > 0 && <Links tenant={tenant} codes={draft.deep_link_codes} />}
    </Section>
  );
}

/** What is put into advertisements. */
function Links({ tenant, codes }: { tenant: number; codes: string[] }) {
  const { t } = useSpeech();
  const session = useQuery(sessionQuery(tenant));
  const phone = session.data?.phone;
  return (
    <Stack gap="xs" role="group" aria-label={t('bot.links')}>
      <Text size="sm" fw={500}>
        {t('bot.links')}
      </Text>
      {!phone && (
        <Text size="sm" c="dimmed">
          {t('bot.linksNone')}
        </Text>
      )}
      {phone &&
        codes.map((code) => {
          const link = `https://wa.me/${phone}?text=${encodeURIComponent(code)}`;
          return (
            <Group key={code} gap="sm" justify="space-between" wrap="nowrap">
              <Code dir="ltr" style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
                {link}
              </Code>
              <CopyButton value={link} />
            </Group>
          );
        })}
    </Stack>
  );
}
