import { lazy, Suspense } from 'react';

import { useWasTrue } from '../../components/useWasTrue';
import type { Person } from './api/person';
import type { PersonDeed } from './PersonItems';

const PersonDeeds = lazy(async () => ({ default: (await import('./PersonDeeds')).PersonDeeds }));

interface Props {
  tenant: number;
  person: Person;
  /** What somebody is about to do; null: nothing. */
  deed: PersonDeed | null;
  onDeed: (deed: PersonDeed | null) => void;
  onErased: () => void;
}

/** What is asked before somebody's data is exported or erased; fetched when somebody wants to, which is seldom. */
export function PersonDialogs(props: Props) {
  const isWanted = useWasTrue(props.deed !== null);
  return (
    isWanted && (
      <Suspense>
        <PersonDeeds {...props} />
      </Suspense>
    )
  );
}
