-- One account of what is late, for who looks and for graphs. What somebody has in hand is late as well: a customer waits for
-- it. There were two functions for it, which said different numbers.
create or replace function measure_delay(present timestamptz)
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
        select count(*) as overdue, min(few.wake_at) as since,
               count(few.lease) filter (where few.lease_until <= present) as abandoned
        from (
            select c.wake_at, c.lease, c.lease_until from conversations c
            where c.wake_at <= present
            order by c.wake_at limit 100000
        ) few
    ) t
    cross join (
        select count(*) as overdue, min(few.due_at) as since,
               count(few.lease) filter (where few.lease_until <= present) as abandoned
        from (
            select o.due_at, o.lease, o.lease_until from outbox o
            where o.state in ('queued', 'typing', 'sending') and o.due_at <= present
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

-- contract: 0.1.0-alpha it was made after that release, and measure_delay says what it said
drop function measure_due(timestamptz);
