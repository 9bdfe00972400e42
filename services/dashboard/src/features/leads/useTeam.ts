import { useQuery } from '@tanstack/react-query';

import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { peopleQuery } from '../people/api/people';

/** Who can work on a tenant's leads. Agents may not list their colleagues: to them there is "me" and "a colleague". */
export function useTeam(tenant: number) {
  const { t } = useSpeech();
  const me = useUser();
  const list = useQuery({
    ...peopleQuery(`/api/tenants/${tenant}`),
    enabled: me.role !== 'agent',
    staleTime: 60_000,
  });
  const others = (list.data?.users ?? []).filter(({ id }) => id !== me.id);
  const people = [
    ...(me.tenant_id === tenant ? [{ id: me.id, name: t('leads.me') }] : []),
    ...others.map(({ id, email }) => ({ id, name: email })),
  ];
  const nameOf = (id: number | null) =>
    id === null
      ? t('leads.nobody')
      : (people.find((person) => person.id === id)?.name ?? t('leads.colleague'));
  /** To choose from, with the one who has it now, whoever it is. */
  const choices = (now: number | null) => {
    const known = people.map(({ id, name }) => ({ value: String(id), label: name }));
    return now === null || people.some(({ id }) => id === now)
      ? known
      : [...known, { value: String(now), label: t('leads.colleague') }];
  };
  return { nameOf, choices };
}
