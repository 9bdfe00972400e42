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
  /** It is on its way out: its phone is unlinked, then it goes with its data. */
  deleting?: boolean;
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

/** Somebody who signs in, as those who may add people see them. */
export interface Person {
  id: number;
  email: string;
  role: Role;
  created_at: string;
}

export interface ApiToken {
  id: number;
  name: string;
  created_at: string;
  /** To the minute; null: never. */
  last_used_at: string | null;
}

export interface CreatedToken extends ApiToken {
  /** Shown here and never again. */
  secret: string;
}

/** A WAHA of the fleet. */
export interface Node {
  id: number;
  name: string;
  api_url: string;
  engine: string | null;
  version: string | null;
  capacity: number;
  sessions: number;
  working: number;
  draining: boolean;
  state: 'ok' | 'unreachable' | 'unknown';
  reason: string | null;
  checked_at: string | null;
  /** Nodes that name the same storage can take over each other's linked sessions. */
  storage: string | null;
  created_at: string;
}

export interface NodeTest {
  version: string;
  engine: string;
  tier: string;
  worker: string | null;
  sessions: number;
}

export interface Drained {
  node: Node;
  moving: number;
  staying: number;
}

export interface FleetSession {
  tenant_id: number;
  tenant_name: string;
  session: string;
  node_id: number | null;
  node_name: string | null;
  state: string;
  reason: string | null;
  next_step: string;
  status: string | null;
  phone: string | null;
  since: string | null;
}

export interface FleetSessionPage {
  sessions: FleetSession[];
  /** How many there are in each state, whatever is asked for. */
  states: Record<string, number>;
  next_after?: number | null;
}

export interface Moved {
  success: boolean;
  node_id: number;
  needs_scan: boolean;
}

export interface UnroutedEvent {
  id: number;
  /** An open set: ambiguous, unknown_phone, tenant_suspended, tenant_unknown. */
  reason: string;
  session: string;
  event: string;
  phone: string | null;
  tenant_id: number | null;
  received_at: string;
}

export interface UnroutedPage {
  events: UnroutedEvent[];
  total: number;
  next_after?: number | null;
}

export interface DeadLetter {
  id: number;
  tenant_id: number | null;
  event: string;
  session: string;
  reason: string;
  consumer: string;
  deliveries: number;
  died_at: string;
}

export interface DeadLetterPage {
  letters: DeadLetter[];
  total: number;
  next_after?: number | null;
}

export interface AuditEntry {
  id: number;
  at: string;
  tenant_id: number | null;
  actor: string;
  /** One word for programs: an open set. */
  action: string;
  detail: string | null;
}

export interface AuditPage {
  entries: AuditEntry[];
  next_after?: number | null;
}

/** How far a new webhook key has come. */
export interface WebhookKeys {
  sessions: number;
  rolled_out: number;
  pending: number;
}

/** RFC 9457, with a code for programs. */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  errors?: { field: string; message: string }[];
}
