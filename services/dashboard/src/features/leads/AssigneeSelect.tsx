import { Select } from '@mantine/core';

import { useSpeech } from '../../i18n/LanguageProvider';
import { useTeam } from './useTeam';

const NOBODY = 'nobody';

interface Props {
  tenant: number;
  assigned: number | null;
  onChange: (user: number | null, name: string) => void;
}

/** Who works on a lead. */
export function AssigneeSelect({ tenant, assigned, onChange }: Props) {
  const { t } = useSpeech();
  const { nameOf, choices } = useTeam(tenant);
  const choose = (value: string | null) => {
    const user = value === NOBODY || value === null ? null : Number(value);
    if (user !== assigned) {
      onChange(user, nameOf(user));
    }
  };
  return (
    <Select
      label={t('leads.assigned')}
      data={[{ value: NOBODY, label: t('leads.nobody') }, ...choices(assigned)]}
      value={assigned === null ? NOBODY : String(assigned)}
      onChange={choose}
      allowDeselect={false}
      // An address is cut at its end, in every language.
      dir="auto"
    />
  );
}
