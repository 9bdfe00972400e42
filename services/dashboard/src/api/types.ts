/** The bodies of session-manager's API, as its handlers write them. */

export type Role = 'operator' | 'owner' | 'agent';

export interface User {
  id: number;
  email: string;
  role: Role;
  /** Null for operators. */
  tenant_id: number | null;
  tenant_name: string | null;
}

export interface Tenant {
  id: number;
  name: string;
  enabled: boolean;
  /** The name of its session in WAHA; null until it connects. */
  session: string | null;
  created_at: string;
}

export interface TenantPage {
  tenants: Tenant[];
  /** Absent on the last page. */
  next_after?: number | null;
}

export interface Connected {
  success: boolean;
  /** Where the QR code can be seen for a while; null when no scan is needed. */
  qr_url: string | null;
  session: string;
  message: string;
}

export interface WhatsAppStatus {
  connected: boolean;
  /** WAHA's word for it: an open set. Absent when there is no session. */
  status?: string;
  /** Digits. Absent for moments after the link. */
  phone?: string;
  session?: string;
  message?: string;
}

export interface Disconnected {
  success: boolean;
  message: string;
}

/** What the platform knows of a session; WAHA is not asked. What is not known is null. */
export interface WhatsAppSession {
  /** One word for programs: an open set. */
  state: string;
  /** Why it is so, in English. */
  reason: string | null;
  /** What to do, in English. */
  next_step: string;
  /** What WAHA said last. */
  status: string | null;
  phone: string | null;
  since: string | null;
  attempts: number;
  next_try_at: string | null;
  /** Whether missed messages can be fetched afterwards. */
  gap_fill?: 'supported' | 'unsupported' | 'unknown';
  last_event_at?: string | null;
}

export interface PairingCode {
  /** `ABCD-EFGH` */
  code: string;
  /** Digits. */
  phone: string;
}

export interface TimelineEvent {
  id: number;
  at: string;
  /** One word for programs: an open set. */
  kind: string;
  /** More of it: of a `status`, WAHA's word; of others, for people and in English. */
  detail: string | null;
}

export interface Timeline {
  events: TimelineEvent[];
  /** Absent on the last page. */
  next_before?: number | null;
}

/** RFC 9457, with a code for programs. */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  errors?: { field: string; message: string }[];
}
