import {
  Badge,
  Button,
  Card,
  Group,
  SimpleGrid,
  Skeleton,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';

import { ErrorNotice } from '../../components/ErrorNotice';
import { LoadFailed } from '../../components/LoadFailed';
import { isKey } from '../../i18n/languages';
import { useSpeech } from '../../i18n/LanguageProvider';
import { flowsQuery, saveDraft, templatesQuery, type FlowTemplate } from './api/flows';
import { freeId } from './flow';
import { isLang, langName } from './words';

interface Props {
  tenant: number;
  readOnly: boolean;
  /** The names of the flows that there are. */
  taken: string[];
  /** The template by which customers are answered who meet no flow. */
  inUse: string;
}

/** What to begin with: cards that say what each is for. */
export function Templates({ tenant, readOnly, taken, inUse }: Props) {
  const { t, number, language } = useSpeech();
  const templates = useQuery(templatesQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: ({ id, document }: FlowTemplate) => {
      const name = freeId(id, taken);
      return saveDraft(tenant, name, 0, { ...document, id: name });
    },
    onSuccess: (draft) => {
      void client.invalidateQueries({ queryKey: flowsQuery(tenant).queryKey });
      return navigate(`/bot/${draft.flow}`);
    },
  });
  const named = (key: string, otherwise: string) => (isKey(key) ? t(key) : otherwise);
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h4">
          {t(readOnly ? 'flow.templates' : 'flow.choose')}
        </Title>
        <Text size="sm" c="dimmed">
          {t(
            readOnly
              ? 'flow.chosenByOwner'
              : taken.length === 0
                ? 'flow.chooseFirst'
                : 'flow.chooseMore',
          )}
        </Text>
      </div>
      {start.error && <ErrorNotice error={start.error} title={t('error.title')} />}
      <LoadFailed query={templates} />
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
        {templates.isPending && [1, 2, 3].map((card) => <Skeleton key={card} height={300} />)}
        {templates.data?.templates.map((template) => {
          const { id, document } = template;
          const { languages, opening, steps } = document;
          const spoken = isLang(language) && opening[language] ? language : languages[0];
          return (
            <Card
              key={id}
              withBorder
              padding="lg"
              component="article"
              aria-label={named(`flow.template.${id}`, id)}
            >
              <Stack gap="sm" h="100%">
                <Group justify="space-between" gap="xs">
                  <Title order={3} size="h5">
                    {named(`flow.template.${id}`, id)}
                  </Title>
                  {id === inUse && taken.length === 0 && (
                    <Badge variant="light" tt="none">
                      {t('flow.inUse')}
                    </Badge>
                  )}
                </Group>
                <Text size="sm">{named(`flow.template.${id}.for`, '')}</Text>
                {spoken && (
                  <Text
                    size="sm"
                    className="bot-bubble"
                    data-side="bot"
                    lang={spoken}
                    dir="auto"
                    lineClamp={4}
                  >
                    {opening[spoken]}
                  </Text>
                )}
                <Text size="xs" c="dimmed">
                  {t('flow.asks', { n: number(steps.filter(({ ask }) => ask).length) })}
                  {' · '}
                  {languages.map(langName).join(', ')}
                </Text>
                {!readOnly && (
                  <Button
                    mt="auto"
                    variant={id === inUse ? 'filled' : 'light'}
                    loading={start.isPending && start.variables.id === id}
                    disabled={start.isPending}
                    onClick={() => start.mutate(template)}
                  >
                    {t('flow.start')}
                  </Button>
                )}
              </Stack>
            </Card>
          );
        })}
      </SimpleGrid>
    </Stack>
  );
}
