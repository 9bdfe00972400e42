// The bodies of session-manager's API, and its operations: generated from services/session-manager/openapi.json
// by `cargo xtask gen`. Not to be edited.

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

/** There is no session, or none any more. */
export interface Disconnected {
  /** Always true. */
  success: boolean;
  /** For people. */
  message: string;
}

/** What is wrong with one field of a request. */
export interface FieldError {
  /** Where it is: `name`, `nodes[0].url`, or `(body)`. */
  field: string;
  /** What it must be. */
  message: string;
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

/** What a QR code says. */
export interface QrText {
  /** To be drawn as a QR code. */
  value: string;
}

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
  /** Whether it may connect, and its webhooks are taken. */
  enabled: boolean;
  /** The name of its WAHA session, while it has one. */
  session: string | null;
  created_at: string;
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
  /** Lists the tenants, in the order of their ids. */
  'GET /api/tenants': {
    query: {
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
}
