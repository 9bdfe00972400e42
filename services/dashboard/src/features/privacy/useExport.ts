import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { deedsOf } from './api/deeds';
import { readExports, saveFile, type Progress } from './export';

/** So often a page says how far it has come. */
const EVERY = 200;

/** Exports into a file that the browser saves. It ends with the page, or when somebody stops it. */
export function useExport(tenant: number, name: string) {
  const client = useQueryClient();
  const [progress, setProgress] = useState<Progress | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const { mutate, isPending, error, reset } = useMutation({
    mutationKey: ['export', tenant],
    mutationFn: async (paths: string[]) => {
      running.current?.abort();
      const { signal } = (running.current = new AbortController());
      let told = 0;
      let last: Progress = { records: 0, bytes: 0 };
      setProgress(last);
      try {
        const file = await readExports(
          paths,
          (now) => {
            last = now;
            if (Date.now() - told >= EVERY) {
              told = Date.now();
              setProgress(now);
            }
          },
          signal,
        );
        setProgress(last);
        saveFile(file, `${name}-${new Date().toISOString().slice(0, 10)}.ndjson`);
        return true;
      } catch (failure) {
        setProgress(null);
        if (signal.aborted) {
          return false;
        }
        throw failure;
      }
    },
    // That it was begun is in the log, however it ended.
    onSettled: () => client.invalidateQueries({ queryKey: deedsOf(tenant) }),
  });
  return { start: mutate, stop: () => running.current?.abort(), progress, isPending, error, reset };
}

export type Export = ReturnType<typeof useExport>;
