-- A tenant's own flows: what is being written, and the versions that conversations are held by.
create table flows (
    tenant_id bigint not null references tenants on delete cascade,
    -- What the flow is called by programs, as in its document.
    flow text not null check (flow ~ '^[a-z0-9][a-z0-9_-]{0,63}$'),
    -- What is being written. Its revision is higher with each change, so that nobody undoes what he has not seen.
    draft jsonb not null,
    revision bigint not null default 1,
    draft_by text not null,
    draft_at timestamptz not null default now(),
    -- The version that new conversations begin with; null: none was published yet.
    version integer,
    -- By this one is found that was published last.
    published_at timestamptz,
    primary key (tenant_id, flow)
);
alter table flows enable row level security;
create policy tenant on flows using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on flows to peyk_service;

-- What was published. A version is never changed: conversations that began with it keep it.
create table flow_versions (
    tenant_id bigint not null,
    flow text not null,
    version integer not null check (version > 0),
    document jsonb not null,
    -- What is different, in its author's words.
    note text,
    -- The version that it brings back.
    restores integer,
    published_by text not null,
    published_at timestamptz not null default now(),
    primary key (tenant_id, flow, version),
    foreign key (tenant_id, flow) references flows on delete cascade
);
alter table flow_versions enable row level security;
create policy tenant on flow_versions using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on flow_versions to peyk_service;
