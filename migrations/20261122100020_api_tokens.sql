-- Tokens of machines: for one tenant, or for operating (tenant_id null). Shown once; only a digest is kept.
create table api_tokens (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenants on delete cascade,
    name text not null check (length(btrim(name)) between 1 and 100),
    -- SHA-256 of 256 random bits.
    token_hash bytea not null unique check (length(token_hash) = 32),
    created_at timestamptz not null default now(),
    -- To the minute.
    last_used_at timestamptz
);
create index api_tokens_tenant on api_tokens (tenant_id, id);

alter table api_tokens enable row level security;
create policy tenant on api_tokens
    using (tenant_id = any (current_tenant_ids()) or (tenant_id is null and is_operating()));
grant select, insert, update, delete on api_tokens to peyk_service;
