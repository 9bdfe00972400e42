-- Who works on a tenant's session at this moment: at most one of all session-managers. A row that is
-- there and has not run out is held; a crashed holder's runs out. Not a column of sessions, because a
-- session that WAHA has may be of a tenant that has no row there, or that does not exist.
create table session_leases (
    tenant_id bigint primary key,
    lease bigint not null,
    lease_until timestamptz not null
);

alter table session_leases enable row level security;
create policy tenant on session_leases using (tenant_id = any (current_tenant_ids()));
grant select, insert, update, delete on session_leases to peyk_service;
grant usage on sequence leases to peyk_service;
