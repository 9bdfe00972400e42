-- Turns are taken in rounds. A tenant has a share of each round and, when more of its conversations are due, none of the
-- next ones until it has rested: so what a flood costs is a part of the whole, whoever else writes. The function with two
-- arguments stays for the workers of the release before.
create function lock_due_conversations(
    present timestamptz, at_most integer, per_tenant integer, resting bigint[]
)
returns table (tenant_id bigint, conversation_id bigint)
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
        -- There may be others behind them.
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
            where w.tenant is not null and w.tenant <> all (resting)
        );
    end if;
    if cardinality(candidates) = 0 then
        return;
    end if;
    -- More than are wanted: another worker may hold some of them.
    candidates := array(
        select fair.id from (
            select c.id, row_number() over (partition by c.tenant_id order by c.wake_at, c.id) as place
            from conversations c where c.id = any (candidates) and c.tenant_id <> all (resting)
        ) fair
        where fair.place <= per_tenant
        order by fair.place, random() limit at_most * 2
    );
    return query
        select c.tenant_id, c.id from unnest(candidates) with ordinality fair (id, place)
        join conversations c on c.id = fair.id
        where c.wake_at <= present and (c.lease_until is null or c.lease_until <= present)
        order by fair.place limit at_most
        for no key update of c skip locked;
end
$$;
revoke all on function lock_due_conversations(timestamptz, integer, integer, bigint[]) from public;
grant execute on function lock_due_conversations(timestamptz, integer, integer, bigint[]) to peyk_service;

-- As above: what is due of a busy tenant is passed over when it has been looked at. To look for others behind it took
-- longer the more it had.
create or replace function claim_due_replies(
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
            where o.id = any (candidates) and o.tenant_id <> all (busy) and not exists (
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
