import { Link } from 'react-router';

import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import type { Wanted } from '../trace/api/trace';
import { traceLink } from '../trace/trace-link';

/** To the way of a message through all services; for operators, who look for where one has stayed. */
export function Way({ of }: { of: Wanted }) {
  const { t } = useSpeech();
  const { role } = useUser();
  return role === 'operator' ? (
    <Link to={traceLink(of)} className="chat-way" aria-label={t('chat.way')} title={t('chat.way')}>
      <Icon shape="route" size={13} />
    </Link>
  ) : null;
}
