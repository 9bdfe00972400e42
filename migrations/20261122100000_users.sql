-- People who sign in: a tenant's owners and agents, and operators, who belong to no tenant.
--
-- What is of no tenant (tenant_id null) is the operators'. A transaction on it says so, as it otherwise
-- says whose rows it touches: set local app.operating = 'on'.
create function is_operating() returns boolean
language sql stable parallel safe
as $$ select coalesce(current_setting('app.operating', true), '') = 'on' $$;

create table users (
    id bigint generated always as identity primary key,
    tenant_id bigint references tenants on delete cascade,
    email text not null unique check (email = lower(email) and length(email) between 3 and 254),
    role text not null check (role in ('operator', 'owner', 'agent')),
    -- Argon2id with its salt and parameters, as a PHC string.
    password_hash text not null,
    created_at timestamptz not null default now(),
    unique (tenant_id, id),
    check ((role = 'operator') = (tenant_id is null))
);

alter table users enable row level security;
create policy tenant on users
    using (tenant_id = any (current_tenant_ids()) or (tenant_id is null and is_operating()));
grant select, insert, update, delete on users to peyk_service;
