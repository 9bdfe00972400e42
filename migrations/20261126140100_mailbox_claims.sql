-- The two doors of 20261122090800, for many conversations at once.
--
-- As long as few are due, the oldest alarms are all there are, and taking them is fair. When more are due than are
-- looked at, they may be one tenant's flood: then a loose index scan asks every tenant that has customers waiting for
-- a few of its own. Either way everybody's first comes before anybody's second.
--
-- The time is an argument, as everywhere: only the caller has a clock.

drop function claim_due_conversations(integer, integer, interval);
drop function claim_due_replies(integer, integer, interval, bigint[]);

create function claim_due_conversations(present timestamptz, at_most integer, lease_time interval)
returns table (tenant_id bigint, conversation_id bigint, lease bigint)
language sql volatile security definer
set search_path = public, pg_temp
as $$
    with recursive due as materialized (
        select c.tenant_id as tenant, c.id, c.wake_at from conversations c
        where c.wake_at <= present and (c.lease_until is null or c.lease_until <= present)
        order by c.wake_at limit at_most * 4
    ),
    waiting (tenant) as (
        (
            select c.tenant_id from conversations c
            where (select count(*) >= at_most * 4 from due) and c.waiting_since is not null
            order by c.tenant_id limit 1
        )
        union all
        select (
            select c.tenant_id from conversations c
            where c.waiting_since is not null and c.tenant_id > w.tenant
            order by c.tenant_id limit 1
        )
        from waiting w where w.tenant is not null
    ),
    others as (
        select w.tenant, few.id, few.wake_at from waiting w
        cross join lateral (
            select c.id, c.wake_at from conversations c
            where c.tenant_id = w.tenant and c.waiting_since is not null
              and c.wake_at <= present and (c.lease_until is null or c.lease_until <= present)
            order by c.wake_at limit 4
        ) few
        where w.tenant is not null
    ),
    ranked as (
        select id, row_number() over (partition by tenant order by wake_at, id) as place
        from (select * from due union select * from others) candidates
    ),
    claimed as (
        select c.id from conversations c join ranked r on r.id = c.id
        where c.wake_at <= present and (c.lease_until is null or c.lease_until <= present)
        order by r.place, random() limit at_most
        for update of c skip locked
    )
    update conversations c set lease = nextval('leases'), lease_until = present + lease_time
    from claimed where c.id = claimed.id
    returning c.tenant_id, c.id, c.lease
$$;

-- One reply of a conversation at a time, oldest first: a chat reads in order. Nothing of the tenants that keep the
-- worker busy already: WAHA holds a call for a session that is not connected, and the others must not wait.
create function claim_due_replies(
    present timestamptz, at_most integer, per_tenant integer, lease_time interval, busy bigint[]
)
returns table (tenant_id bigint, reply_id bigint, lease bigint)
language sql volatile security definer
set search_path = public, pg_temp
as $$
    with recursive due as materialized (
        select o.tenant_id as tenant, o.id, o.due_at from outbox o
        where o.state in ('queued', 'typing', 'sending')
          and o.due_at <= present and (o.lease_until is null or o.lease_until <= present)
          and o.tenant_id <> all (busy)
          and not exists (
              select from outbox earlier
              where earlier.tenant_id = o.tenant_id and earlier.conversation_id = o.conversation_id
                and earlier.id < o.id and earlier.state in ('queued', 'typing', 'sending')
          )
        order by o.due_at limit at_most * 4
    ),
    speaking (tenant) as (
        (
            select o.tenant_id from outbox o
            where (select count(*) >= at_most * 4 from due) and o.state in ('queued', 'typing', 'sending')
            order by o.tenant_id limit 1
        )
        union all
        select (
            select o.tenant_id from outbox o
            where o.state in ('queued', 'typing', 'sending') and o.tenant_id > s.tenant
            order by o.tenant_id limit 1
        )
        from speaking s where s.tenant is not null
    ),
    others as (
        select s.tenant, few.id, few.due_at from speaking s
        cross join lateral (
            select o.id, o.due_at from outbox o
            where o.tenant_id = s.tenant and o.state in ('queued', 'typing', 'sending')
              and o.due_at <= present and (o.lease_until is null or o.lease_until <= present)
              and not exists (
                  select from outbox earlier
                  where earlier.tenant_id = o.tenant_id and earlier.conversation_id = o.conversation_id
                    and earlier.id < o.id and earlier.state in ('queued', 'typing', 'sending')
              )
            order by o.due_at limit per_tenant
        ) few
        where s.tenant is not null and s.tenant <> all (busy)
    ),
    ranked as (
        select id, row_number() over (partition by tenant order by due_at, id) as place
        from (select * from due union select * from others) candidates
    ),
    claimed as (
        select o.id from outbox o join ranked r on r.id = o.id
        where r.place <= per_tenant and o.state in ('queued', 'typing', 'sending')
          and o.due_at <= present and (o.lease_until is null or o.lease_until <= present)
        order by r.place, random() limit at_most
        for update of o skip locked
    )
    update outbox o set lease = nextval('leases'), lease_until = present + lease_time
    from claimed where o.id = claimed.id
    returning o.tenant_id, o.id, o.lease
$$;

revoke all on function claim_due_conversations, claim_due_replies from public;
grant execute on function claim_due_conversations, claim_due_replies to peyk_service;
