import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation, useNavigate, type NavigateFunction } from 'react-router';

import { Done } from '../../components/Done';
import { useSpeech } from '../../i18n/LanguageProvider';

/** Leads to a page that has an `Erased`, once somebody is erased. Who it was is not kept in the browser's history. */
export const toErased = (navigate: NavigateFunction, path: string) =>
  navigate(path, { replace: true, state: { erased: true } });

/** Says that somebody is erased, where one comes to afterwards, and lets this browser forget them too. */
export function Erased() {
  const { t } = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { pathname, search, state } = useLocation();
  const isNews = (state as { erased?: boolean } | null)?.erased === true;
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (isNews) {
      setShown(true);
      // What was read before may say something of them.
      client.removeQueries({ type: 'inactive' });
      void client.invalidateQueries();
      // It is no news for who reloads the page or comes back.
      void navigate({ pathname, search }, { replace: true, state: null });
    }
  }, [isNews, client, navigate, pathname, search]);
  return <Done text={isShown ? t('privacy.erased') : null} onClose={() => setShown(false)} />;
}
