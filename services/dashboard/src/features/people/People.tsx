import { Button, Group, Menu, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Person, Role } from '../../api/types';
import { Ask } from '../../components/Ask';
import { Empty } from '../../components/Empty';
import { FormModal } from '../../components/FormModal';
import { Icon } from '../../components/Icon';
import { Listing } from '../../components/Listing';
import { RowMenu } from '../../components/RowMenu';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { AddPersonForm } from './AddPersonForm';
import { peopleQuery, removePersonMutation, type Realm } from './api/people';

interface Props {
  realm: Realm;
  roles: Role[];
}

/** Who may sign in: to a tenant's pages, or to the operators'. */
export function People({ realm, roles }: Props) {
  const { t, date } = useSpeech();
  const me = useUser();
  const client = useQueryClient();
  const [adding, { open, close }] = useDisclosure();
  const [leaving, setLeaving] = useState<Person | null>(null);
  const list = useQuery(peopleQuery(realm));
  const remove = useMutation({
    ...removePersonMutation(realm),
    onSuccess: () => setLeaving(null),
    onSettled: () => client.invalidateQueries({ queryKey: peopleQuery(realm).queryKey }),
  });
  const intro = roles.length > 0 ? 'people.intro' : 'people.introOperators';
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Text c="dimmed" size="sm" style={{ flex: '1 1 16rem' }}>
          {t(intro)}
        </Text>
        <Button leftSection={<Icon shape="plus" size={18} />} onClick={open}>
          {t('people.add')}
        </Button>
      </Group>
      <Listing
        label={t('people.title')}
        query={list}
        rows={({ users }) => users}
        rowKey={(person) => person.id}
        empty={<Empty icon="people" title={t('people.empty')} hint={t('people.emptyHint')} />}
        columns={[
          {
            key: 'email',
            label: t('signIn.email'),
            main: true,
            cell: (person: Person) => (
              <Text fw={500} size="sm">
                <bdi>{person.email}</bdi>
                {person.id === me.id && (
                  <Text c="dimmed" span inherit fw={400}>
                    {' '}
                    {t('people.you')}
                  </Text>
                )}
              </Text>
            ),
          },
          { key: 'role', label: t('people.role'), cell: ({ role }) => t(`role.${role}`) },
          { key: 'added', label: t('people.added'), cell: (person) => date(person.created_at) },
          {
            key: 'actions',
            label: t('common.actions'),
            actions: true,
            // Nobody removes themselves: by one wrong click a realm would be without anybody.
            cell: (person) =>
              person.id !== me.id && (
                <RowMenu name={person.email}>
                  <Menu.Item color="red" onClick={() => setLeaving(person)}>
                    {t('people.remove')}
                  </Menu.Item>
                </RowMenu>
              ),
          },
        ]}
      />
      <FormModal opened={adding} title={t('people.addTitle')} onClose={close}>
        <AddPersonForm realm={realm} roles={roles} onClose={close} />
      </FormModal>
      <Ask
        opened={leaving !== null}
        title={t('people.removeTitle')}
        text={t('people.removeText', { email: leaving?.email ?? '' })}
        confirm={t('people.remove')}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => leaving && remove.mutate(leaving.id)}
        onClose={() => {
          remove.reset();
          setLeaving(null);
        }}
      />
    </Stack>
  );
}
