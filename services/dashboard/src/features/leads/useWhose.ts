import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

const NOBODY = 'nobody';

/** Whose leads are wanted: one choice to the reader, two words in the address, as in the API. */
export function useWhose() {
  const [params, setParams] = useSearchParams();
  const isNobody = params.get('unassigned') === 'true';
  const assigned = params.get('assigned_to') ?? '';
  const setWhose = useCallback(
    (whose: string) =>
      setParams((old) => {
        old.delete('after');
        old.delete('assigned_to');
        old.delete('unassigned');
        if (whose === NOBODY) {
          old.set('unassigned', 'true');
        } else if (whose) {
          old.set('assigned_to', whose);
        }
        return old;
      }),
    [setParams],
  );
  return { whose: isNobody ? NOBODY : assigned, setWhose, nobody: NOBODY };
}
