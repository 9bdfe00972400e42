-- The two doors through which a worker looks across tenants. They run as their owner, so that a worker
-- learns only ids: whose work is due. Everything else it reads as that tenant.
--
-- Fair by tenant: a loose index scan walks the tenants that have anything scheduled, in random order, and
-- takes a few of each. One tenant's flood takes no other tenant's turn.

create sequence leases;

create function claim_due_conversations(max_tenants integer, per_tenant integer, lease_time interval)
returns table (tenant_id bigint, conversation_id bigint, lease bigint)
language sql volatile security definer
set search_path = public, pg_temp
as $$
    with recursive scheduled (tenant) as (
        (select c.tenant_id from conversations c where c.wake_at is not null order by c.tenant_id limit 1)
        union all
        select (
            select c.tenant_id from conversations c
            where c.wake_at is not null and c.tenant_id > s.tenant
            order by c.tenant_id limit 1
        )
        from scheduled s where s.tenant is not null
    ),
    claimed as (
        select due.id
        from (select s.tenant from scheduled s where s.tenant is not null order by random()) s
        cross join lateral (
            select c.id from conversations c
            where c.tenant_id = s.tenant
              and c.wake_at <= now()
              and (c.lease_until is null or c.lease_until <= now())
            order by c.wake_at
            limit per_tenant
            for update skip locked
        ) due
        limit max_tenants * per_tenant
    )
    update conversations c set lease = nextval('leases'), lease_until = now() + lease_time
    from claimed where c.id = claimed.id
    returning c.tenant_id, c.id, c.lease
$$;

-- One reply per conversation at a time, oldest first: a chat reads in order. Nothing of the tenants that keep
-- the worker busy already: WAHA holds a call for a session that is not connected, and the others must not wait.
create function claim_due_replies(
    max_tenants integer, per_tenant integer, lease_time interval, busy bigint[]
)
returns table (tenant_id bigint, reply_id bigint, lease bigint)
language sql volatile security definer
set search_path = public, pg_temp
as $$
    with recursive scheduled (tenant) as (
        (select o.tenant_id from outbox o where o.state in ('queued', 'sending') order by o.tenant_id limit 1)
        union all
        select (
            select o.tenant_id from outbox o
            where o.state in ('queued', 'sending') and o.tenant_id > s.tenant
            order by o.tenant_id limit 1
        )
        from scheduled s where s.tenant is not null
    ),
    claimed as (
        select due.id
        from (
            select s.tenant from scheduled s
            where s.tenant is not null and s.tenant <> all (busy)
            order by random()
        ) s
        cross join lateral (
            select o.id from outbox o
            where o.tenant_id = s.tenant
              and o.state in ('queued', 'sending')
              and o.due_at <= now()
              and (o.lease_until is null or o.lease_until <= now())
              and not exists (
                  select from outbox earlier
                  where earlier.tenant_id = o.tenant_id
                    and earlier.conversation_id = o.conversation_id
                    and earlier.id < o.id
                    and earlier.state in ('queued', 'sending')
              )
            order by o.due_at
            limit per_tenant
            for update skip locked
        ) due
        limit max_tenants * per_tenant
    )
    update outbox o set lease = nextval('leases'), lease_until = now() + lease_time
    from claimed where o.id = claimed.id
    returning o.tenant_id, o.id, o.lease
$$;

revoke all on function claim_due_conversations, claim_due_replies from public;
grant execute on function claim_due_conversations, claim_due_replies to peyk_service;
