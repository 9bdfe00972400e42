-- The WAHA nodes of the fleet. Of no tenant, so without row-level security: which of them holds whose
-- session is in sessions.
create table waha_nodes (
    id bigint generated always as identity primary key,
    name text not null constraint waha_nodes_name_key unique check (length(btrim(name)) between 1 and 100),
    -- With its /api.
    api_url text not null constraint waha_nodes_api_url_key unique,
    -- What it asks for as X-Api-Key; sealed, so that a dump opens nothing.
    api_key bytea not null,
    -- How many sessions it may hold.
    capacity integer not null check (capacity between 0 and 100000),
    -- Nodes of one storage share their sessions' credentials: a session that moves between them stays linked.
    storage text check (length(btrim(storage)) between 1 and 100),
    -- Nothing new is placed on it, and what it has leaves.
    draining boolean not null default false,
    -- Whether it is the one of session-manager's settings.
    configured boolean not null default false,
    -- How it was when it was asked last: unknown, ok, unreachable; an open set.
    state text not null default 'unknown',
    state_since timestamptz not null default now(),
    -- Why, in words for people; no secret.
    reason text,
    -- What it said of itself when it last became reachable.
    engine text,
    version text,
    created_at timestamptz not null default now()
);
create unique index waha_nodes_configured on waha_nodes (configured) where configured;
grant select, insert, update, delete on waha_nodes to peyk_service;

alter table sessions
    -- The node that holds it; null while it is nowhere. A node that holds sessions cannot be removed.
    add column node_id bigint constraint sessions_node_id_fkey references waha_nodes,
    -- Whether the operator said that it may leave its node, though the phone has to be linked again.
    add column may_leave boolean not null default false;
create index sessions_node on sessions (node_id) where node_id is not null;
