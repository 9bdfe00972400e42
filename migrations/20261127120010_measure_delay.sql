-- What operators see across tenants of what should have happened already: numbers alone, each at most a hundred thousand.
create function measure_delay(present timestamptz)
returns table (
    turns_overdue bigint, turns_due_since timestamptz, turns_abandoned bigint,
    replies_overdue bigint, replies_due_since timestamptz, replies_abandoned bigint,
    failed_lately bigint, uncounted_since timestamptz
)
language sql stable security definer
set search_path = public, pg_temp
as $$
    select t.overdue, t.since, t.abandoned, r.overdue, r.since, r.abandoned, f.failed, m.since
    from (
        -- Abandoned: whoever had it died, and nobody has taken it since.
        select count(*) as overdue, min(few.wake_at) as since, count(few.lease) as abandoned from (
            select c.wake_at, c.lease from conversations c
            where c.wake_at <= present and (c.lease_until is null or c.lease_until <= present)
            order by c.wake_at limit 100000
        ) few
    ) t
    cross join (
        select count(*) as overdue, min(few.due_at) as since, count(few.lease) as abandoned from (
            select o.due_at, o.lease from outbox o
            where o.state in ('queued', 'typing', 'sending') and o.due_at is not null
              and o.due_at <= present and (o.lease_until is null or o.lease_until <= present)
            order by o.due_at limit 100000
        ) few
    ) r
    cross join (
        select count(*) as failed from (
            select from outbox o
            where o.state = 'failed' and o.ended_at >= present - interval '1 hour' limit 100000
        ) few
    ) f
    cross join (
        select min(next.stored_at) as since from (
            select m.stored_at from messages m
            where m.id > (select c.counted_id from message_counter c) order by m.id limit 1
        ) next
    ) m
$$;

revoke all on function measure_delay from public;
grant execute on function measure_delay to peyk_service;
