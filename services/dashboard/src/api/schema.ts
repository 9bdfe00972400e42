// The bodies of session-manager's API, and its operations: generated from services/session-manager/openapi.json
// by `cargo xtask gen`. Not to be edited.

/** What was sent on. */
export interface AllRedriven {
  /** How many have been sent on. */
  redriven: number;
  /** How many are left: their reason is not gone. */
  remaining: number;
}

/** Something that was done, or tried. */
export interface AuditEntry {
  id: number;
  at: string;
  /** Null of what is no tenant's. */
  tenant_id: number | null;
  /** Who: `user:5 ana@palm.example`, `token:7 nightly export`, `operator token`, `command line`, `unknown`. */
  actor: string;
  /** One word for programs: an open set. */
  action: string;
  /** To what or whom. */
  detail: string | null;
}

/** A page of the audit log. */
export interface AuditPage {
  entries: AuditEntry[];
  /** What to ask for as `after` to read on; absent on the last page. */
  next_after?: number;
}

/** A session that is there and runs. */
export interface Connected {
  /** Always true. */
  success: boolean;
  /** Where the QR code can be seen for a while, also by an `<img>`; null when no scan is needed. */
  qr_url: string | null;
  /** Its name in WAHA. */
  session: string;
  /** For people. */
  message: string;
}

/** A message is in a conversation. */
export interface ConversationMessage {
  id: number;
  conversation_id: number;
  /** `in`: from the customer; `out`: from the tenant's number, by whoever. */
  direction: string;
  /** One word for programs: an open set. `text`, `media`, `location`, `contact`, `other`. */
  kind: string;
  /** Its text, if it has any. */
  body: string | null;
  /** WhatsApp's id of the chat. */
  chat_id: string;
  /** When it was written, by WhatsApp's clock. */
  sent_at: string;
}

/** A token, with what requests carry. */
export type CreatedToken = Token & {
  /** What requests carry. It is shown here and never again. */
  secret: string;
};

/** Who signs in. */
export interface Credentials {
  email: string;
  password: string;
}

/** A dead letter, without what it says. */
export interface DeadLetter {
  id: number;
  /** Null where the message tells none. */
  tenant_id: number | null;
  event: string | null;
  session: string | null;
  /** Why it was given up. */
  reason: string;
  /** Who gave it up. */
  consumer: string;
  /** How often it had been delivered. */
  deliveries: number;
  died_at: string;
}

/** A page of dead letters. */
export interface DeadLetters {
  letters: DeadLetter[];
  /** How many there are in all. */
  total: number;
  /** What to ask for as `after` to read on; absent on the last page. */
  next_after?: number;
}

/** A deletion that has begun. */
export interface Deletion {
  deleting: boolean;
}

/** There is no session, or none any more. */
export interface Disconnected {
  /** Always true. */
  success: boolean;
  /** For people. */
  message: string;
}

/** What becomes of the sessions of a node. */
export interface Drained {
  node: Node;
  /** How many sessions leave it, as other nodes have room. */
  moving: number;
  /** How many stay, because they are linked. */
  staying: number;
}

/** How to empty a node. */
export interface Draining {
  /**
   * Whether sessions that are linked to a phone leave too. Their phones have to be linked again, unless
   * the other node shares the storage.
   */
  move_linked?: boolean;
}

/** The `data` of an event. Which it is says `event:`. */
export type EventData = Session | QrEvent | ConversationMessage | ResetEvent;

/** What is wrong with one field of a request. */
export interface FieldError {
  /** Where it is: `name`, `nodes[0].url`, or `(body)`. */
  field: string;
  /** What it must be. */
  message: string;
}

/** A session, as operators see it. */
export interface FleetSession {
  tenant_id: number;
  tenant_name: string;
  session: string;
  /** The WAHA node that holds it; null while none does. */
  node_id: number | null;
  node_name: string | null;
  /** One word for programs. */
  state: string;
  /** Why it is so. */
  reason: string | null;
  /** What the tenant's person does next. */
  next_step: string;
  /** What WAHA said last. */
  status: string | null;
  /** The number that was linked last. */
  phone: string | null;
  /** Since when it is in this state. */
  since: string;
}

/** A page of sessions. */
export interface FleetSessions {
  sessions: FleetSession[];
  /** How many sessions of the whole fleet are in each state. */
  states: Record<string, unknown>;
  /** What to ask for as `after` to read on; absent on the last page. */
  next_after?: number;
}

/** A rotation that has begun. */
export interface KeyRotated {
  /** The version that the session is being given. */
  key_version: number;
}

/** A rotation that has begun. */
export interface KeysRotated {
  /** How many sessions are being given another key. Those that still waited for one keep waiting. */
  sessions: number;
}

/** Who asks. */
export interface Me {
  user: MyUser;
}

/** What one is known by. */
export interface MyUser {
  /** Null of a token, which is nobody in particular. */
  id: number | null;
  /** Null of a token. */
  email: string | null;
  role: Role;
  /** Null of operators. */
  tenant_id: number | null;
  /** Null of operators. */
  tenant_name: string | null;
}

/** A WAHA node to add. */
export interface NewNode {
  /** What people call it, 1 to 100 characters. */
  name: string;
  /** Its API, with the `/api`: `http://waha-2:3000/api`. */
  api_url: string;
  /** The key that it asks for as `X-Api-Key`. It is sealed, and never shown again. */
  api_key: string;
  /** How many sessions it may hold; 300 when it is left out. */
  capacity?: number | null;
  /** The storage that it shares with other nodes, by a name of your choice. */
  storage?: string | null;
}

/** What a tenant's user may be. */
export type NewRole = 'owner' | 'agent';

/** A tenant to add. */
export interface NewTenant {
  /** 1 to 200 characters. */
  name: string;
}

/** A token to make. */
export interface NewToken {
  /** What the machine is called: 1 to 100 characters. */
  name: string;
}

/** A user to add. */
export interface NewUser {
  email: string;
  role: NewRole;
  /** 10 to 256 characters. */
  password: string;
}

/** A WAHA node. Its key is never shown. */
export interface Node {
  id: number;
  name: string;
  /** Its API, with the `/api`. */
  api_url: string;
  /** `GOWS`, `NOWEB`, `WEBJS` or `WPP`; null before it has said so. */
  engine: string | null;
  /** Such as `2026.8.2`; null before it has said so. */
  version: string | null;
  /** How many sessions it may hold. */
  capacity: number;
  /** How many it holds. */
  sessions: number;
  /** How many of these are connected. */
  working: number;
  /** Whether nothing new is placed on it. */
  draining: boolean;
  /** Whether it is the one of session-manager's settings: its URL and key are changed there. */
  configured: boolean;
  /** `ok`, `unreachable`, or `unknown` before it was asked. */
  state: string;
  /** Why it is so. */
  reason: string | null;
  /** Since when it is so. */
  since: string;
  /** Nodes of one storage share their sessions' credentials: a session moves between them without a scan. */
  storage: string | null;
  created_at: string;
}

/** What to change; what is left out stays. */
export interface NodeChange {
  /** What people call it, 1 to 100 characters. */
  name?: string | null;
  /** Its API, with the `/api`. With another URL the key has to be given again. */
  api_url?: string | null;
  /** The key that it asks for as `X-Api-Key`. */
  api_key?: string | null;
  /** How many sessions it may hold. What it holds beyond that stays. */
  capacity?: number | null;
  /** The storage that it shares with other nodes; an empty text: none. */
  storage?: string | null;
  /** True: nothing new is placed on it. False: it takes sessions again. */
  draining?: boolean | null;
}

/** What a WAHA says of itself. */
export interface NodeTest {
  version: string;
  engine: string;
  tier: string | null;
  /** How many sessions it has, ours and others'. */
  sessions: number;
}

/** All WAHA nodes. */
export interface Nodes {
  nodes: Node[];
}

/** The password that is, and the one that shall be. */
export interface PasswordChange {
  current_password: string;
  /** 10 to 256 characters. */
  new_password: string;
}

/** What a caller is told: RFC 9457, with a code for programs. */
export interface Problem {
  /** `about:blank`: the status says what kind it is, the code which. */
  type: string;
  /** The status in words. */
  title: string;
  /** The HTTP status. */
  status: number;
  /** One word for programs; does not change. */
  code: string;
  /** One sentence for people. */
  detail: string;
  /** What is wrong with which field; absent where it is about none. */
  errors?: FieldError[];
}

/** There is a new QR code. */
export interface QrEvent {
  /** Where it can be seen for a while, also by an `<img>`. */
  qr_url: string;
}

/** What a QR code says. */
export interface QrText {
  /** To be drawn as a QR code. */
  value: string;
}

/** To whom it is to go. */
export interface Redrive {
  /** Absent: to whom it is found to belong. */
  tenant_id?: number | null;
}

/** To whom it went. */
export interface Redriven {
  tenant_id: number;
}

/** Where the session is now. */
export interface Relocated {
  success: boolean;
  node_id: number;
  /** Whether the phone has to be linked again. */
  needs_scan: boolean;
}

/** Where to move the session. */
export interface Relocation {
  /** The node; left out: the one with the most room. */
  node_id?: number | null;
  /** Say that the node that holds it is down for certain, where both share their storage. */
  force?: boolean;
}

/** More was missed than is remembered. */
export type ResetEvent = Record<string, unknown>;

/**
 * What somebody may do: an agent looks after the tenant's WhatsApp, an owner also after its users and
 * tokens, and an operator after all tenants.
 */
export type Role = 'operator' | 'owner' | 'agent';

/** How the tenant's session is, in words for people. What is not known is null. */
export interface Session {
  /** One word for programs: an open set. `connecting`, `waiting_for_scan`, `connected`, … */
  state: string;
  /** Why it is so. */
  reason: string | null;
  /** What the tenant's person does next. */
  next_step: string;
  /** What WAHA said last. */
  status: string | null;
  /** The number that was linked last. */
  phone: string | null;
  /** Since when it is in this state. */
  since: string | null;
  /** How often the platform has tried to make it well since it last was. */
  attempts: number;
  /** When it will try next, at the earliest. */
  next_try_at: string | null;
  /**
   * Whether messages whose webhooks are lost are fetched from WAHA's history: `supported`, `unsupported`
   * by the node's engine, or `unknown`.
   */
  gap_fill: string;
  /** When a webhook last brought a message. */
  last_event_at: string | null;
}

/** Whether WhatsApp is connected. Absent fields have nothing to say in this state. */
export interface Status {
  connected: boolean;
  /** WAHA's word for it: an open set. */
  status?: string;
  /** Digits; absent for moments after the link. */
  phone?: string;
  /** Its name in WAHA. */
  session?: string;
  /** What the tenant's person can do about it. */
  message?: string;
}

/** A tenant, as operators see it. */
export interface Tenant {
  id: number;
  name: string;
  /** False while it is suspended: its session is stopped, and its webhooks are refused. */
  enabled: boolean;
  /** Whether it is being deleted: it goes once its phone is unlinked. */
  deleting: boolean;
  /** The name of its WAHA session, while it has one. */
  session: string | null;
  created_at: string;
}

/** What to change; what is left out stays. */
export interface TenantChange {
  /** 1 to 200 characters. */
  name?: string | null;
  /**
   * False suspends the tenant: its session is stopped and stays linked, its webhooks are refused. True
   * serves it again.
   */
  enabled?: boolean | null;
}

/** A page of tenants. */
export interface TenantPage {
  tenants: Tenant[];
  /** What to ask for as `after` to read on; absent on the last page. */
  next_after?: number;
}

/** A page of a session's timeline, newest first. */
export interface Timeline {
  events: TimelineEvent[];
  /** What to ask for as `before` to read on; absent on the last page. */
  next_before?: number;
}

/** Something that happened to a session. */
export interface TimelineEvent {
  id: number;
  at: string;
  /** One word for programs: an open set. */
  kind: string;
  /** More of it: of a `status`, WAHA's word; of others, for people, or null. */
  detail: string | null;
}

/** What is to be seen of a token. */
export interface Token {
  id: number;
  name: string;
  created_at: string;
  /** To the minute; null: never. */
  last_used_at: string | null;
}

/** The tokens of a tenant, or of operators. */
export interface TokenList {
  tokens: Token[];
}

/** An unrouted event, without what it says. */
export interface UnroutedEvent {
  id: number;
  /** `unknown_phone`, `ambiguous`, `tenant_suspended`, `tenant_unknown`. */
  reason: string;
  session: string;
  event: string;
  /** The customer's number, where it is what the tenant would be known by. */
  phone: string | null;
  /** The tenant, where it is known. */
  tenant_id: number | null;
  received_at: string;
}

/** A page of unrouted events. */
export interface UnroutedEvents {
  events: UnroutedEvent[];
  /** How many there are in all. */
  total: number;
  /** What to ask for as `after` to read on; absent on the last page. */
  next_after?: number;
}

/** A user, as those who may add users see them. */
export interface User {
  id: number;
  email: string;
  role: Role;
  created_at: string;
}

/** The users of a tenant. */
export interface UserList {
  users: User[];
}

/** How far the present webhook keys have got. */
export interface WebhookKeys {
  /** How many sessions there are. */
  sessions: number;
  /** How many of them have the key that they are to have. */
  rolled_out: number;
  /** How many still wait for it. */
  pending: number;
}

/**
 * Every operation, by its method and path: the ids in its `path`, its `query`, the `body` that it takes, and its `answer`.
 * What it has none of is absent.
 */
export interface Operations {
  /** The API's OpenAPI document: this one. */
  'GET /api/openapi.json': {
    answer: Record<string, unknown>;
  };
  /** Shows the API as a page to read. */
  'GET /api/docs': {
    answer: string;
  };
  /** Signs a person in. */
  'POST /api/auth/login': {
    body: Credentials;
    answer: Me;
  };
  /** Signs this browser out: its cookie is good for nothing from then on. */
  'POST /api/auth/logout': {
    answer: undefined;
  };
  /** Signs this person out of every browser, this one too. */
  'POST /api/auth/logout-everywhere': {
    answer: undefined;
  };
  /** Changes one's own password and ends one's other logins. */
  'POST /api/auth/password': {
    body: PasswordChange;
    answer: undefined;
  };
  /** Says who asks. */
  'GET /api/me': {
    answer: Me;
  };
  /** Lists who did what, in the order in which it was done. */
  'GET /api/audit': {
    query: {
      /** The id of an entry: those after it. */
      after?: number;
      /** At most how many: 1 to 500, else 100. */
      limit?: number;
    };
    answer: AuditPage;
  };
  /** Lists the tokens, without what requests carry. */
  'GET /api/tokens': {
    answer: TokenList;
  };
  /** Makes a token for a machine. */
  'POST /api/tokens': {
    body: NewToken;
    answer: CreatedToken;
  };
  /** Revokes a token: it is good for nothing from then on. */
  'DELETE /api/tokens/{token_id}': {
    path: {
      /** The token's id. */
      token_id: number;
    };
    answer: undefined;
  };
  /** All WAHA nodes, in the order of their names. */
  'GET /api/nodes': {
    answer: Nodes;
  };
  /** Adds a WAHA node. It is asked for its version first: what does not answer is not added. */
  'POST /api/nodes': {
    body: NewNode;
    answer: Node;
  };
  /** One WAHA node. */
  'GET /api/nodes/{node_id}': {
    path: {
      /** The node's id. */
      node_id: number;
    };
    answer: Node;
  };
  /** Removes a WAHA node that holds no sessions. The WAHA itself goes on. */
  'DELETE /api/nodes/{node_id}': {
    path: {
      /** The node's id. */
      node_id: number;
    };
    answer: undefined;
  };
  /** Changes a WAHA node. */
  'PATCH /api/nodes/{node_id}': {
    path: {
      /** The node's id. */
      node_id: number;
    };
    body: NodeChange;
    answer: Node;
  };
  /** Asks a WAHA node for its version and its sessions, now. */
  'POST /api/nodes/{node_id}/test': {
    path: {
      /** The node's id. */
      node_id: number;
    };
    answer: NodeTest;
  };
  /** Empties a WAHA node: nothing new is placed on it, and its sessions move to others. Undone by setting `draining` to false. */
  'POST /api/nodes/{node_id}/drain': {
    path: {
      /** The node's id. */
      node_id: number;
    };
    body: Draining;
    answer: Drained;
  };
  /** The sessions of all tenants. */
  'GET /api/sessions': {
    query: {
      /** Those in this state. */
      state?: string;
      /** Those on this node. */
      node_id?: number;
      /** A part of the tenant's name, or its id. */
      search?: string;
      /** At most so many, 1 to 200. */
      limit?: number;
      /** Those of tenants after this one. */
      after?: number;
    };
    answer: FleetSessions;
  };
  /** How far a rotation of the webhook keys has got. */
  'GET /api/webhook-keys': {
    answer: WebhookKeys;
  };
  /** Gives every session another webhook key, one session after another. */
  'POST /api/webhook-keys/rotate': {
    answer: KeysRotated;
  };
  /** What could not be routed, oldest first. */
  'GET /api/unrouted': {
    query: {
      /** At most how many: 1 to 200, else 50. */
      limit?: number;
      /** An id: those after it. */
      after?: number;
    };
    answer: UnroutedEvents;
  };
  /** Sends on everything that has a tenant by now, which also happens by itself. */
  'POST /api/unrouted/redrive': {
    answer: AllRedriven;
  };
  /** Sends one event on: to the tenant that it is found to belong to, or to the one that an operator names. */
  'POST /api/unrouted/{event_id}/redrive': {
    path: {
      /** The event's id. */
      event_id: number;
    };
    body: Redrive;
    answer: Redriven;
  };
  /** Removes an event for good: nobody will ever get it. */
  'DELETE /api/unrouted/{event_id}': {
    path: {
      /** The event's id. */
      event_id: number;
    };
    answer: undefined;
  };
  /** What consumers gave up on, oldest first. */
  'GET /api/dead-letters': {
    query: {
      /** At most how many: 1 to 200, else 50. */
      limit?: number;
      /** An id: those after it. */
      after?: number;
    };
    answer: DeadLetters;
  };
  /** Puts the message back where it was, for all its consumers: one that has processed it knows it by its key. */
  'POST /api/dead-letters/{letter_id}/redrive': {
    path: {
      /** The letter's id. */
      letter_id: number;
    };
    answer: undefined;
  };
  /** Removes a letter for good. */
  'DELETE /api/dead-letters/{letter_id}': {
    path: {
      /** The letter's id. */
      letter_id: number;
    };
    answer: undefined;
  };
  /** Lists the tenants, in the order of their ids. */
  'GET /api/tenants': {
    query: {
      /** A part of the name, or the id. */
      search?: string;
      /** At most how many: 1 to 200, else 50. */
      limit?: number;
      /** The id of a tenant: those after it. */
      after?: number;
    };
    answer: TenantPage;
  };
  /** Adds a tenant. */
  'POST /api/tenants': {
    body: NewTenant;
    answer: Tenant;
  };
  /** Shows one tenant. */
  'GET /api/tenants/{tenant_id}': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    answer: Tenant;
  };
  /** Deletes a tenant with all that is theirs: users, conversations, leads. It is served no longer from now on; it is gone once its phone is unlinked. */
  'DELETE /api/tenants/{tenant_id}': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    answer: Deletion;
  };
  /** Renames a tenant, suspends it, or serves it again. */
  'PATCH /api/tenants/{tenant_id}': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    body: TenantChange;
    answer: Tenant;
  };
  /** Lists the tenant's users. */
  'GET /api/tenants/{tenant_id}/users': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    answer: UserList;
  };
  /** Adds a user of the tenant. */
  'POST /api/tenants/{tenant_id}/users': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    body: NewUser;
    answer: User;
  };
  /** Removes a user of the tenant, who is signed out by it. */
  'DELETE /api/tenants/{tenant_id}/users/{user_id}': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
      /** The user's id. */
      user_id: number;
    };
    answer: undefined;
  };
  /** Lists the tokens, without what requests carry. */
  'GET /api/tenants/{tenant_id}/tokens': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    answer: TokenList;
  };
  /** Makes a token for a machine. */
  'POST /api/tenants/{tenant_id}/tokens': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    body: NewToken;
    answer: CreatedToken;
  };
  /** Revokes a token: it is good for nothing from then on. */
  'DELETE /api/tenants/{tenant_id}/tokens/{token_id}': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
      /** The token's id. */
      token_id: number;
    };
    answer: undefined;
  };
  /** Makes and starts the tenant's session, or adopts the one that is there. */
  'POST /api/tenants/{tenant_id}/whatsapp/connect': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    answer: Connected;
  };
  /** Asks WAHA how the tenant's session is at this moment. */
  'GET /api/tenants/{tenant_id}/whatsapp/status': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    answer: Status;
  };
  /** Unlinks the phone and removes the session. */
  'POST /api/tenants/{tenant_id}/whatsapp/disconnect': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    answer: Disconnected;
  };
  /** Moves the session to another WAHA node. The phone has to be linked again, unless the nodes share their storage. */
  'POST /api/tenants/{tenant_id}/whatsapp/move': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    body: Relocation;
    answer: Relocated;
  };
  /** Gives the session another webhook key. The former one is accepted until the session has had the new one for some hours. */
  'POST /api/tenants/{tenant_id}/whatsapp/rotate-key': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    answer: KeyRotated;
  };
  /** Shows the QR code to scan, also to whoever has a link from `connect`. */
  'GET /api/tenants/{tenant_id}/whatsapp/qr': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    query: {
      /** A picture, or the text in it. */
      format?: 'image' | 'raw';
      /** Of a link: until when it is good, in seconds since 1970. */
      expires?: number;
      /** Of a link: that it is ours. */
      signature?: string;
    };
    answer: Blob | QrText;
  };
  /** Tells how the tenant's session is, in words for people; WAHA is not asked. */
  'GET /api/tenants/{tenant_id}/whatsapp/session': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    answer: Session;
  };
  /** What happened to the tenant's session, newest first. */
  'GET /api/tenants/{tenant_id}/whatsapp/timeline': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    query: {
      /** The id of an event: those before it. */
      before?: number;
      /** At most how many: 1 to 200, else 50. */
      limit?: number;
    };
    answer: Timeline;
  };
  /** Tells what happens to the tenant, as it happens: server-sent events. */
  'GET /api/tenants/{tenant_id}/events': {
    path: {
      /** The tenant's id. */
      tenant_id: number;
    };
    query: {
      /** As the header `Last-Event-ID`, which goes before it: for who cannot send one. */
      last_event_id?: string;
    };
    answer: string;
  };
}
