import { Badge, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';

import { useSpeech } from '../../../i18n/LanguageProvider';
import type { Flow } from '../flow';
import { langName } from '../words';
import { diffFlows, type Difference } from './diff';

const COLOURS = { added: 'teal', removed: 'red', changed: 'blue' } as const;

interface Props {
  before: Flow;
  after: Flow;
  names: [string, string];
}

/** What is different, side by side and part by part. */
export function DiffView({ before, after, names }: Props) {
  const speech = useSpeech();
  const { t } = speech;
  const sections = diffFlows(before, after, speech);
  if (sections.length === 0) {
    return (
      <Text size="sm" c="dimmed" role="status">
        {t('flow.noDifference')}
      </Text>
    );
  }
  return (
    <Stack gap="md">
      {sections.map(({ key, title, state, differences }) => (
        <Card key={key} withBorder padding="md" component="section" aria-label={title}>
          <Stack gap="sm">
            <Group gap="xs">
              <Title order={3} size="h5">
                <bdi>{title}</bdi>
              </Title>
              <Badge color={COLOURS[state]} variant="light" tt="none">
                {t(`flow.diff.${state}`)}
              </Badge>
            </Group>
            {differences.map((difference) => (
              <Row
                key={difference.key}
                difference={difference}
                names={names}
                isWhole={state !== 'changed'}
              />
            ))}
          </Stack>
        </Card>
      ))}
    </Stack>
  );
}

interface RowProps {
  difference: Difference;
  names: [string, string];
  /** All of the part is new, or gone: there is no other side. */
  isWhole: boolean;
}

function Row({ difference, names, isWhole }: RowProps) {
  const { label, lang, before, after } = difference;
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {label}
        {lang && ` · ${langName(lang)}`}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: isWhole ? 1 : 2 }} spacing="xs" verticalSpacing={4}>
        {(before !== null || !isWhole) && (
          <Words state="before" name={names[0]} text={before} lang={lang} />
        )}
        {(after !== null || !isWhole) && (
          <Words state="after" name={names[1]} text={after} lang={lang} />
        )}
      </SimpleGrid>
    </div>
  );
}

interface WordsProps {
  state: 'before' | 'after';
  name: string;
  text: string | null;
  lang: string | null;
}

function Words({ state, name, text, lang }: WordsProps) {
  return (
    <div className="bot-diff" data-state={text === null ? 'none' : state} lang={lang ?? undefined}>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="sm" {...(text !== null && { dir: 'auto' })} style={{ whiteSpace: 'pre-wrap' }}>
        {text ?? '—'}
      </Text>
    </div>
  );
}
