import { useQuery } from '@tanstack/react-query';

import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { colleaguesQuery } from './api/colleagues';

/** Who can work on a tenant's leads: who looks first, then the others. */
export function useTeam(tenant: number) {
  const { t } = useSpeech();
  const me = useUser();
  const list = useQuery(colleaguesQuery(tenant));
  const others = (list.data?.colleagues ?? []).filter(({ id }) => id !== me.id);
  const people = [
    ...(me.tenant_id === tenant ? [{ id: me.id, name: t('leads.me') }] : []),
    ...others.map(({ id, name }) => ({ id, name })),
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
