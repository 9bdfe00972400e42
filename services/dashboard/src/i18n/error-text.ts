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
  too_many_requests: 'error.too_many_requests',
  forbidden: 'error.forbidden',
  email_taken: 'error.email_taken',
  own_account: 'error.own_account',
  own_user: 'error.own_account',
  no_capacity: 'error.no_capacity',
  same_node: 'error.same_node',
  node_unreachable: 'error.node_unreachable',
  node_in_use: 'error.node_in_use',
  node_name_taken: 'error.node_name_taken',
  node_url_taken: 'error.node_url_taken',
  node_configured: 'error.node_configured',
  tenant_disabled: 'error.tenant_suspended',
  tenant_deleting: 'error.tenant_deleting',
  busy: 'error.busy',
  not_routable: 'error.not_routable',
  not_redrivable: 'error.not_redrivable',
  rotation_pending: 'error.rotation_pending',
  crm_not_found: 'error.gone',
  delivery_not_found: 'error.gone',
  lead_not_found: 'error.lead_gone',
  letter_not_found: 'error.gone',
  node_not_found: 'error.gone',
  session_not_found: 'error.gone',
  token_not_found: 'error.gone',
  unrouted_not_found: 'error.gone',
  user_not_found: 'error.gone',
  opted_out: 'error.opted_out',
  already_sent: 'error.already_sent',
  nothing_planned: 'error.already_sent',
  not_cancellable: 'error.already_sent',
  conversation_not_found: 'error.gone',
  contact_not_found: 'error.gone',
  export_cut: 'error.export_cut',
  draft_changed: 'error.draft_changed',
  flow_not_found: 'error.flow_not_found',
  version_not_found: 'error.gone',
  flow_has_errors: 'error.flow_has_errors',
  too_many_flows: 'error.too_many_flows',
  replay_busy: 'error.busy',
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
