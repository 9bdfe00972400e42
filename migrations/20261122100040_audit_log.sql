-- Who did what. Entries of a tenant carry its tenant_id, others are the operators'. There is no foreign
-- key: what was done outlives whom it was done to.
create table audit_log (
    id bigint generated always as identity primary key,
    tenant_id bigint,
    at timestamptz not null default clock_timestamp(),
    -- In words that stay true when the user is gone: user:5 ana@example.com, token:7, operator token.
    actor text not null,
    action text not null,
    detail text
);
create index audit_log_tenant on audit_log (tenant_id, id);

alter table audit_log enable row level security;
create policy tenant on audit_log
    using (tenant_id = any (current_tenant_ids()) or (tenant_id is null and is_operating()));
grant select, insert, update, delete on audit_log to peyk_service;
