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
}

/** RFC 9457, with a code for programs. */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  errors?: { field: string; message: string }[];
}
