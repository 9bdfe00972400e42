import { ApiError } from '../api/client';
import type { Key } from './en';

const BY_CODE: Record<string, Key> = {
  network: 'error.network',
  invalid_credentials: 'error.invalid_credentials',
  too_many_attempts: 'error.too_many_attempts',
  unauthorized: 'error.unauthorized',
  csrf: 'error.csrf',
  database_unavailable: 'error.unavailable',
  nats_unavailable: 'error.unavailable',
  waha_unavailable: 'error.waha_unavailable',
  waha_busy: 'error.waha_unavailable',
  timeout: 'error.timeout',
  tenant_not_found: 'error.tenant_not_found',
  internal: 'error.internal',
};

interface Speaker {
  t: (key: Key, values?: Record<string, string>) => string;
  duration: (seconds: number) => string;
}

/** The reader's words for a refusal that we know; else the service's own sentence. */
export function errorText(error: Error, { t, duration }: Speaker): string {
  if (!(error instanceof ApiError)) {
    return t('error.internal');
  }
  if (error.code === 'too_many_attempts' && error.retryAfter !== undefined) {
    return t('error.too_many_attempts_in', { wait: duration(error.retryAfter) });
  }
  const key = Object.hasOwn(BY_CODE, error.code) ? BY_CODE[error.code] : undefined;
  if (key) {
    return t(key);
  }
  return error.detail || t(error.passing ? 'error.unavailable' : 'error.internal');
}
