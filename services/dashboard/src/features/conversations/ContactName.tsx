import { Phone } from '../../components/Phone';
import { useSpeech } from '../../i18n/LanguageProvider';
import type { Conversation } from '../../api/types';
import type { Key } from '../../i18n/en';

/** What somebody is called, or else their number, as part of a text. */
export const contactName = ({ name, phone }: Conversation['contact'], t: (key: Key) => string) =>
  name ?? (phone ? `+${phone}` : t('conversations.unnamed'));

/** What somebody is called, or else their number. */
export function ContactName({ contact }: { contact: Conversation['contact'] }) {
  const { t } = useSpeech();
  if (contact.name) {
    return <bdi>{contact.name}</bdi>;
  }
  return contact.phone ? <Phone digits={contact.phone} /> : t('conversations.unnamed');
}
