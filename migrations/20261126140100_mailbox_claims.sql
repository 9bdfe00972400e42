-- The two doors of 20261122090800, for many conversations at once.
--
-- As long as few are due, the oldest alarms are all there are, and taking them is fair. When more are due than are
-- looked at, they may be one tenant's flood: then a loose index scan asks every tenant that has anything to do for a few
-- of its own. Either way everybody's first comes before anybody's second.
--
-- In PL/pgSQL, which keeps its plans: a function in SQL is planned at every call, for longer than it runs. Candidates are
-- arrays for the same reason: whatever the statistics say, rows are then found by their ids.
--
-- The time is an argument, as everywhere: only the caller has a clock.

drop function claim_due_conversations(integer, integer, interval);
drop function claim_due_replies(integer, integer, interval, bigint[]);

create function claim_due_conversations(present timestamptz, at_most integer, lease_time interval)
returns table (tenant_id bigint, conversation_id bigint, lease bigint)
language plpgsql volatile security definer
set search_path = public, pg_temp
set jit = off
as $$
#variable_conflict use_column
declare
    looked_at constant integer := greatest(at_most * 4, 256);
    candidates bigint[];
begin
    candidates := array(
        select c.id from conversations c
        where c.wake_at <= present and (c.lease_until is null or c.lease_until <= present)
        order by c.wake_at limit looked_at
    );
    if cardinality(candidates) >= looked_at then
        candidates := candidates || array(
            with recursive waiting (tenant) as (
                (
                    select c.tenant_id from conversations c
                    where c.waiting_since is not null order by c.tenant_id limit 1
                )
                union all
                select (
                    select c.tenant_id from conversations c
                    where c.waiting_since is not null and c.tenant_id > w.tenant
                    order by c.tenant_id limit 1
                )
                from waiting w where w.tenant is not null
            )
            select few.id from waiting w
            cross join lateral (
                select c.id from conversations c
                where c.tenant_id = w.tenant and c.waiting_since is not null
                  and c.wake_at <= present and (c.lease_until is null or c.lease_until <= present)
                order by c.wake_at limit 4
            ) few
            where w.tenant is not null
        );
    end if;
    if cardinality(candidates) = 0 then
        return;
    end if;
    -- More than are wanted: another worker may hold some of them.
    candidates := array(
        select fair.id from (
            select c.id, row_number() over (partition by c.tenant_id order by c.wake_at, c.id) as place
            from conversations c where c.id = any (candidates)
        ) fair
        order by fair.place, random() limit at_most * 2
    );
    return query
        with claimed as (
            select c.id from unnest(candidates) with ordinality fair (id, place)
            join conversations c on c.id = fair.id
            where c.wake_at <= present and (c.lease_until is null or c.lease_until <= present)
            order by fair.place limit at_most
            for update of c skip locked
        )
        update conversations c set lease = nextval('leases'), lease_until = present + lease_time
        where c.id = any (array(select id from claimed))
        returning c.tenant_id, c.id, c.lease;
end
$$;

-- One reply of a conversation at a time, oldest first: a chat reads in order. Nothing of the tenants that keep the
-- worker busy already: WAHA holds a call for a session that is not connected, and the others must not wait.
create function claim_due_replies(
    present timestamptz, at_most integer, per_tenant integer, lease_time interval, busy bigint[]
)
returns table (tenant_id bigint, reply_id bigint, lease bigint)
language plpgsql volatile security definer
set search_path = public, pg_temp
set jit = off
as $$
#variable_conflict use_column
declare
    looked_at constant integer := greatest(at_most * 4, 256);
    candidates bigint[];
begin
    candidates := array(
        select o.id from outbox o
        where o.state in ('queued', 'typing', 'sending')
          and o.due_at <= present and (o.lease_until is null or o.lease_until <= present)
          and o.tenant_id <> all (busy)
        order by o.due_at limit looked_at
    );
    if cardinality(candidates) >= looked_at then
        candidates := candidates || array(
            with recursive speaking (tenant) as (
                (
                    select o.tenant_id from outbox o
                    where o.state in ('queued', 'typing', 'sending') order by o.tenant_id limit 1
                )
                union all
                select (
                    select o.tenant_id from outbox o
                    where o.state in ('queued', 'typing', 'sending') and o.tenant_id > s.tenant
                    order by o.tenant_id limit 1
                )
                from speaking s where s.tenant is not null
            )
            select few.id from speaking s
            cross join lateral (
                select o.id from outbox o
                where o.tenant_id = s.tenant and o.state in ('queued', 'typing', 'sending')
                  and o.due_at <= present and (o.lease_until is null or o.lease_until <= present)
                order by o.due_at limit per_tenant * 4
            ) few
            where s.tenant is not null and s.tenant <> all (busy)
        );
    end if;
    if cardinality(candidates) = 0 then
        return;
    end if;
    -- More than are wanted: another worker may hold some of them.
    candidates := array(
        select fair.id from (
            select o.id, row_number() over (partition by o.tenant_id order by o.due_at, o.id) as place
            from outbox o
            where o.id = any (candidates) and not exists (
                select from outbox earlier
                where earlier.tenant_id = o.tenant_id and earlier.conversation_id = o.conversation_id
                  and earlier.id < o.id and earlier.state in ('queued', 'typing', 'sending')
                offset 0
            )
        ) fair
        where fair.place <= per_tenant
        order by fair.place, random() limit at_most * 2
    );
    return query
        with claimed as (
            select o.id from unnest(candidates) with ordinality fair (id, place)
            join outbox o on o.id = fair.id
            where o.state in ('queued', 'typing', 'sending')
              and o.due_at <= present and (o.lease_until is null or o.lease_until <= present)
            order by fair.place limit at_most
            for update of o skip locked
        )
        update outbox o set lease = nextval('leases'), lease_until = present + lease_time
        where o.id = any (array(select id from claimed))
        returning o.tenant_id, o.id, o.lease;
end
$$;

revoke all on function claim_due_conversations, claim_due_replies from public;
grant execute on function claim_due_conversations, claim_due_replies to peyk_service;
