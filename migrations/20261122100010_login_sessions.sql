-- A browser that somebody signed in with. Its cookie holds a random token; only the token's digest is here.
create table login_sessions (
    -- SHA-256 of 256 random bits: neither guessed nor turned back.
    token_hash bytea primary key check (length(token_hash) = 32),
    tenant_id bigint references tenants on delete cascade,
    user_id bigint not null references users on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    -- Says nothing of operators' sessions, whose tenant_id is null.
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
create index login_sessions_user on login_sessions (user_id);
create index login_sessions_expired on login_sessions (expires_at);

alter table login_sessions enable row level security;
create policy tenant on login_sessions
    using (tenant_id = any (current_tenant_ids()) or (tenant_id is null and is_operating()));
grant select, insert, update, delete on login_sessions to peyk_service;
