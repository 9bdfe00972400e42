-- How long a tenant keeps what customers wrote and sent; null: as long as the tenant is there. A tenant without a row has
-- what the operators say.
create table privacy_settings (
    tenant_id bigint primary key references tenants on delete cascade,
    messages_days integer check (messages_days > 0),
    media_days integer check (media_days > 0),
    updated_at timestamptz not null default now()
);
alter table privacy_settings enable row level security;
create policy tenant on privacy_settings using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on privacy_settings to peyk_service;

-- People who are being erased. Their rows are gone with the row that is added here; what was on its way meanwhile is looked
-- for once more at `settled_at`, and then this row goes too, and with it the last of their addresses.
create table erasures (
    tenant_id bigint not null references tenants on delete cascade,
    contact_id bigint not null,
    addresses text[] not null,
    asked_at timestamptz not null,
    settled_at timestamptz not null,
    primary key (tenant_id, contact_id)
);
alter table erasures enable row level security;
create policy tenant on erasures using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on erasures to peyk_service;

-- Files of messages that are gone: written with what removes the message, so that no crash leaves a file that nobody
-- knows of.
create table files_to_remove (
    tenant_id bigint not null references tenants on delete cascade,
    -- As the store calls it: the hash of the message's key.
    name text not null,
    -- Until then a worker may still write it: it is removed again.
    until timestamptz not null,
    primary key (tenant_id, name)
);
alter table files_to_remove enable row level security;
create policy tenant on files_to_remove using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on files_to_remove to peyk_service;

-- The door through which session-manager looks for whom something is to be removed: it learns ids.
create function list_tenants_to_clean() returns setof bigint
language sql stable security definer
set search_path = public, pg_temp
as $$
    select e.tenant_id from erasures e
    union
    select f.tenant_id from files_to_remove f
$$;

-- When what is old is looked for next: one row, which whoever looks takes, so that of many processes one does.
create table retention (
    due_at timestamptz not null
);
create unique index retention_one on retention ((true));
insert into retention values ('epoch');

-- Whether the caller is to look now; if so, others are not before `next_at`.
create function begin_retention(present timestamptz, next_at timestamptz) returns boolean
language sql volatile security definer
set search_path = public, pg_temp
as $$
    with taken as (update retention set due_at = next_at where due_at <= present returning 1)
    select exists (select from taken)
$$;

revoke all on function list_tenants_to_clean, begin_retention from public;
grant execute on function list_tenants_to_clean, begin_retention to peyk_service;
