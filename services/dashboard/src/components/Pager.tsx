import { Button, Group } from '@mantine/core';
import { useLocation, useSearchParams } from 'react-router';

import { useSpeech } from '../i18n/LanguageProvider';
import { Icon } from './Icon';

interface Props {
  /** Where the next page begins; absent on the last. */
  next: number | string | null | undefined;
  waiting: boolean;
}

/** The place in a list is in the address; the way back from it is in the browser's memory of that address. */
export function Pager({ next, waiting }: Props) {
  const { t } = useSpeech();
  const [search, setSearch] = useSearchParams();
  const { state } = useLocation() as { state: { trail?: string[] } | null };
  const after = search.get('after');
  const trail = state?.trail ?? [];
  if (after === null && !next) {
    return null;
  }
  const go = (to: string | null, newTrail: string[]) =>
    setSearch(
      (old) => {
        if (to) {
          old.set('after', to);
        } else {
          old.delete('after');
        }
        return old;
      },
      { state: { trail: newTrail } },
    );
  return (
    <Group justify="center" gap="sm" component="nav" aria-label={t('common.pages')}>
      <Button
        variant="default"
        leftSection={<Icon shape="back" size={16} />}
        disabled={after === null}
        // Somebody who came by a link has no way back but to the first.
        onClick={() => go(trail.at(-1) || null, trail.slice(0, -1))}
      >
        {t('common.previous')}
      </Button>
      <Button
        variant="default"
        rightSection={<Icon shape="forward" size={16} />}
        disabled={!next}
        loading={waiting}
        onClick={() => go(String(next), [...trail, after ?? ''])}
      >
        {t('common.next')}
      </Button>
    </Group>
  );
}
