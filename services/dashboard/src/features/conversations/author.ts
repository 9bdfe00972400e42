import type { Key } from '../../i18n/en';

const NAMES: Record<string, Key> = {
  customer: 'chat.from.customer',
  bot: 'chat.from.bot',
  agent: 'chat.from.agent',
  phone: 'chat.from.phone',
  us: 'chat.from.agent',
};

/** Who wrote; it is an open set. */
export const byKey = (by: string): Key =>
  (Object.hasOwn(NAMES, by) && NAMES[by]) || 'chat.from.agent';
