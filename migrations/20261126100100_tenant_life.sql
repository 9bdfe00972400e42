-- Suspending is tenants.enabled = false. Deleting takes a while, because the phone is unlinked first.
alter table tenants
    add column deleting boolean not null default false,
    -- The generation of the session's webhook key; the former one is accepted until the session has had
    -- this one for some hours.
    add column key_version integer not null default 1 check (key_version >= 1),
    -- Since when the session has it; null: it is being rolled out.
    add column key_rolled_out_at timestamptz default now();

create index tenants_deleting on tenants (id) where deleting;
