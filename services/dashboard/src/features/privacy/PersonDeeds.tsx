import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { ErrorNotice } from '../../components/ErrorNotice';
import { FormModal } from '../../components/FormModal';
import { Icon } from '../../components/Icon';
import { LoadFailed } from '../../components/LoadFailed';
import { useSpeech } from '../../i18n/LanguageProvider';
import { contactExportPath, contactsQuery, eraseMutation, type Person } from './api/person';
import { ExportState } from './ExportState';
import type { PersonDeed } from './PersonItems';
import { useExport } from './useExport';

interface Props {
  tenant: number;
  person: Person;
  deed: PersonDeed | null;
  onDeed: (deed: PersonDeed | null) => void;
  onErased: () => void;
}

/** What is asked before all that is known of somebody is exported, or erased. */
export function PersonDeeds({ deed, onDeed, ...rest }: Props) {
  const { t } = useSpeech();
  const close = () => onDeed(null);
  return (
    <>
      <FormModal opened={deed === 'export'} title={t('privacy.person.exportTitle')} onClose={close}>
        <Exporting {...rest} onClose={close} />
      </FormModal>
      <FormModal
        opened={deed === 'erase'}
        title={t('privacy.person.eraseTitle', { name: `\u2068${rest.person.name}\u2069` })}
        onClose={close}
      >
        <Erasing {...rest} onClose={close} onExport={() => onDeed('export')} />
      </FormModal>
    </>
  );
}

type Within = Pick<Props, 'tenant' | 'person'> & { onClose: () => void };

function Exporting({ tenant, person, onClose }: Within) {
  const { t } = useSpeech();
  const contacts = useQuery(contactsQuery(tenant, person));
  const ids = contacts.data ?? [];
  const run = useExport(tenant, `peyk-person-${ids.join('-')}`);
  return (
    <Stack gap="md">
      <Text>{t('privacy.person.exportText')}</Text>
      <Known contacts={contacts} />
      <ExportState run={run} />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('common.close')}
        </Button>
        <Button
          leftSection={<Icon shape="download" size={18} />}
          disabled={ids.length === 0}
          loading={run.isPending}
          onClick={() => run.start(ids.map((id) => contactExportPath(tenant, id)))}
        >
          {t('privacy.person.exportStart')}
        </Button>
      </Group>
    </Stack>
  );
}

function Erasing({
  tenant,
  person,
  onErased,
  onExport,
  onClose,
}: Within & Pick<Props, 'onErased'> & { onExport: () => void }) {
  const { t } = useSpeech();
  const contacts = useQuery(contactsQuery(tenant, person));
  const ids = contacts.data ?? [];
  const erase = useMutation({ ...eraseMutation(tenant), onSuccess: onErased });
  return (
    <Stack gap="md">
      <Points title={t('privacy.goes')}>
        <List.Item>{t('privacy.goes.person')}</List.Item>
        <List.Item>{t('privacy.goes.chat')}</List.Item>
        <List.Item>{t('privacy.goes.lead')}</List.Item>
      </Points>
      <Points title={t('privacy.stays')}>
        <List.Item>{t('privacy.stays.phone')}</List.Item>
        <List.Item>{t('privacy.stays.crm')}</List.Item>
        <List.Item>{t('privacy.stays.log')}</List.Item>
      </Points>
      <Text size="sm">{t('privacy.again')}</Text>
      <Text fw={600}>{t('privacy.noUndo')}</Text>
      <Known contacts={contacts} />
      {erase.error && <ErrorNotice error={erase.error} title={t('error.title')} />}
      <Group justify="space-between" gap="sm">
        <Button variant="subtle" px="xs" onClick={onExport} disabled={erase.isPending}>
          {t('privacy.exportFirst')}
        </Button>
        <Group gap="sm" ms="auto">
          {/* First in the order of the keyboard: Enter shall not do it by accident. */}
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button
            color="red"
            disabled={ids.length === 0}
            loading={erase.isPending}
            onClick={() => erase.mutate(ids)}
          >
            {t('privacy.eraseConfirm')}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

function Points({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {title}
      </Text>
      <List size="sm" spacing={4}>
        {children}
      </List>
    </div>
  );
}

/** Whether somebody is known at all, or more than once. */
function Known({ contacts }: { contacts: ReturnType<typeof useQuery<number[], Error>> }) {
  const { t, number } = useSpeech();
  const count = contacts.data?.length;
  return (
    <>
      <LoadFailed query={contacts} />
      {count === 0 && (
        <Text size="sm" c="dimmed" role="status">
          {t('error.gone')}
        </Text>
      )}
      {count !== undefined && count > 1 && (
        <Text size="sm">{t('privacy.several', { count: number(count) })}</Text>
      )}
    </>
  );
}
