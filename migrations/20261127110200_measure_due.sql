-- What is due at this moment, and since when: alarms of conversations, and replies. Counted to a hundred thousand, by the
-- indexes that the claims go by.
create function measure_due(at timestamptz)
returns table (mailboxes bigint, mailboxes_since timestamptz, replies bigint, replies_since timestamptz)
language sql stable security definer
set search_path = public, pg_temp
as $$
    select m.due, m.oldest, o.due, o.oldest
    from (
        select count(*) as due, min(few.wake_at) as oldest from (
            select c.wake_at from conversations c where c.wake_at <= at order by c.wake_at limit 100000
        ) few
    ) m
    cross join (
        select count(*) as due, min(few.due_at) as oldest from (
            select o.due_at from outbox o
            where o.state in ('queued', 'typing', 'sending') and o.due_at <= at
            order by o.due_at limit 100000
        ) few
    ) o
$$;

revoke all on function measure_due from public;
grant execute on function measure_due to peyk_service;
