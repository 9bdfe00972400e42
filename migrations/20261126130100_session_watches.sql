-- How far a linked session's history was compared with what reached us, and whether the session is heard.
-- A row exists from the moment of linking until the link ends.
create table session_watches (
    tenant_id bigint primary key references tenants on delete cascade,
    -- The moment of linking: what is older is another time's.
    linked_at timestamptz not null default now(),
    -- Everything in the history up to then is on the bus, by WhatsApp's clock.
    checked_until timestamptz not null,
    -- The newest message that was seen in the history: after an interruption the comparison begins there,
    -- because what had waited for the session comes with the times at which it was written.
    newest_at timestamptz,
    -- Where a comparison goes on that was not finished.
    resume_at timestamptz,
    -- When the session last began to work, or WAHA to answer, after it had not.
    back_at timestamptz not null default now(),
    -- When to look next. Null: somebody looks now, or nothing is expected before the session is back.
    due_at timestamptz,
    -- The session-manager that looks, and until when. A crashed one's lease runs out.
    lease bigint,
    lease_until timestamptz,
    -- When it was last looked to the end.
    looked_at timestamptz,
    -- How often it could not be looked since then.
    failures integer not null default 0,
    -- Whether the engine has a history; null: not known.
    supported boolean,
    -- Signs that the session says WORKING and is not: which ones, how many in a row, and since when.
    deaf_kind text check (deaf_kind in ('webhooks', 'engine')),
    deaf_signs integer not null default 0,
    deaf_since timestamptz,
    -- When WAHA was last asked whether the engine is connected.
    engine_asked_at timestamptz,
    -- How often the session was restarted for it, in the day that began then.
    restarts integer not null default 0,
    restarts_since timestamptz
);
create index session_watches_due on session_watches (due_at) where due_at is not null;
create index session_watches_leased on session_watches (lease_until) where lease is not null;

alter table session_watches enable row level security;
create policy tenant on session_watches using (tenant_id = any (current_tenant_ids()));
grant select, insert, update, delete on session_watches to peyk_service;

-- Sessions that are linked already are looked at from now on.
insert into session_watches (tenant_id, checked_until, due_at)
select tenant_id, now(), now() from sessions where wanted = 'running' and status = 'WORKING';

-- The door: who looks, whose turn is due. It answers with ids and a lease.
create function claim_due_watches(at_most integer, lease_time interval)
returns table (tenant_id bigint, lease bigint)
language sql volatile security definer
set search_path = public, pg_temp
as $$
    with claimed as (
        select w.tenant_id from session_watches w
        where (w.lease is null and w.due_at <= now()) or (w.lease is not null and w.lease_until <= now())
        order by w.due_at
        limit at_most
        for update skip locked
    )
    update session_watches w
    set due_at = null, lease = nextval('leases'), lease_until = now() + lease_time
    from claimed where w.tenant_id = claimed.tenant_id
    returning w.tenant_id, w.lease
$$;

-- Whether the webhooks of others are heard: when nobody's are, the fault is not in one session.
create function others_are_heard(this_tenant bigint, since timestamptz) returns boolean
language sql stable security definer
set search_path = public, pg_temp
as $$
    with others as (
        select s.tenant_id from sessions s where s.tenant_id <> this_tenant and s.status = 'WORKING'
    )
    select not exists (select from others) or exists (
        select from others o join messages m on m.tenant_id = o.tenant_id
        where m.received_at > since and not m.backfilled
    )
$$;

revoke all on function claim_due_watches, others_are_heard from public;
grant execute on function claim_due_watches, others_are_heard to peyk_service;
