-- What is wanted of a tenant's WhatsApp session and what is known of it. Its name is
-- tenants.waha_session_name.
create table sessions (
    tenant_id bigint primary key references tenants on delete cascade,
    wanted text not null check (wanted in ('running', 'absent')),
    -- What WAHA said last; an open set. status_at is WAHA's time: events arrive in any order.
    status text,
    status_at timestamptz,
    -- The linked number, digits only.
    phone text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

alter table sessions enable row level security;
create policy tenant on sessions using (tenant_id = any (current_tenant_ids()));
grant select, insert, update, delete on sessions to peyk_service;
