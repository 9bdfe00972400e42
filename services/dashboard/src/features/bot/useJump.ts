import { useCallback, useEffect } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';

import { useBot } from './useBot';
import { formOf, isLang } from './words';

/** A text can be mended where all texts are. */
const isText = (path: string) => isLang(path.split('/').at(-1));

/** Leads to the field of a place, wherever that is. */
export function useJumpTo(): (path: string) => void {
  const { flow } = useBot();
  const { flow: name, tab = 'texts' } = useParams();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  return useCallback(
    (path) => {
      const next = new URLSearchParams(params);
      const last = path.split('/').at(-1);
      if (isLang(last) && flow.languages.includes(last)) {
        next.set('lang', last);
        next.delete('beside');
      }
      const stays = tab === 'texts' && isText(path);
      const form = formOf(flow, path);
      next.delete('at');
      if (!stays && form) {
        next.set('at', form);
      }
      next.set('field', path);
      void navigate(`/bot/${name}${stays ? '' : '/steps'}?${next}`);
    },
    [flow, name, tab, navigate, params],
  );
}

/** The field of a place, or of what it is part of. */
function fieldAt(path: string): HTMLElement | null {
  for (let place = path; place !== ''; place = place.slice(0, place.lastIndexOf('/'))) {
    const field = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(place)}"]`);
    if (field) {
      return field;
    }
  }
  return null;
}

/** Shows the field that the address names, once. */
export function useShownField(): void {
  const [params, setParams] = useSearchParams();
  const field = params.get('field');
  useEffect(() => {
    if (field === null) {
      return;
    }
    const timer = setTimeout(() => {
      const found = fieldAt(field);
      found?.scrollIntoView({ block: 'center' });
      found?.querySelector<HTMLElement>('textarea, input, button')?.focus({ preventScroll: true });
      setParams(
        (old) => {
          old.delete('field');
          return old;
        },
        { replace: true },
      );
    }, 60);
    return () => clearTimeout(timer);
  }, [field, setParams]);
}
