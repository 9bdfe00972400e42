import type { Privacy } from '../api/types';

/** How long a tenant of a test keeps things: without end, as long as nobody says otherwise. */
export const aPrivacy = (more: Partial<Privacy> = {}): Privacy => ({
  messages_days: null,
  media_days: null,
  is_set: true,
  messages_days_default: null,
  media_days_default: null,
  messages_days_at_most: null,
  media_days_at_most: null,
  ...more,
});
