-- A session's timeline: what happened when, and why. Bounded by those who write it.
create table session_events (
    id bigint generated always as identity primary key,
    tenant_id bigint not null references tenants on delete cascade,
    at timestamptz not null,
    -- status, connect_requested, created, restarted, gave_up, …; an open set.
    kind text not null,
    -- In words for people; no secret.
    detail text
);
create index session_events_timeline on session_events (tenant_id, id);

alter table session_events enable row level security;
create policy tenant on session_events using (tenant_id = any (current_tenant_ids()));
grant select, insert, update, delete on session_events to peyk_service;
