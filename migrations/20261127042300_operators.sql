-- The doors through which operators look at all tenants: numbers, and no word of anybody. They run as their owner.

-- What waits in the whole house, and what was given up since then. Each is counted to a hundred thousand: more is a flood
-- whatever the number, and nobody's page waits for it.
create function measure_load(day_began timestamptz)
returns table (
    mailboxes bigint, mailboxes_since timestamptz, replies bigint, replies_due_at timestamptz, failed bigint
)
language sql stable security definer
set search_path = public, pg_temp
as $$
    select m.waiting, m.oldest, o.waiting, o.oldest, f.failed
    from (
        select count(*) as waiting, min(few.waiting_since) as oldest from (
            select c.waiting_since from conversations c where c.waiting_since is not null limit 100000
        ) few
    ) m
    cross join (
        select count(*) as waiting, min(few.due_at) as oldest from (
            select o.due_at from outbox o
            where o.state in ('queued', 'typing', 'sending') and o.due_at is not null
            order by o.due_at limit 100000
        ) few
    ) o
    cross join (
        select count(*) as failed from (
            select from outbox o where o.state = 'failed' and o.ended_at >= day_began limit 100000
        ) few
    ) f
$$;

-- What tenants used since then, most messages first: those after a place in that order, which is a number of messages and
-- a tenant.
create function list_usage(
    since timestamptz, first_day date, before_messages bigint, before_tenant bigint, at_most bigint
)
returns table (
    tenant_id bigint, name text, enabled boolean, deleting boolean, received bigint, sent bigint, failed bigint,
    conversations bigint, leads bigint, llm_tokens bigint
)
language sql stable security definer
set search_path = public, pg_temp
as $$
    with busiest as materialized (
        select t.id, t.name, t.enabled, t.deleting, m.received, o.sent
        from tenants t
        cross join lateral (
            select count(*) as received from messages m
            where m.tenant_id = t.id and m.received_at >= since and not m.backfilled and m.direction = 'in'
        ) m
        cross join lateral (
            select count(*) as sent from outbox o
            where o.tenant_id = t.id and o.sent_at >= since and o.state = 'sent'
        ) o
        where (m.received + o.sent, t.id) < (before_messages, before_tenant)
        order by m.received + o.sent desc, t.id desc
        limit at_most
    ),
    failures as materialized (
        select o.tenant_id, count(*) as failed from outbox o
        where o.state = 'failed' and o.ended_at >= since
        group by o.tenant_id
    )
    select b.id, b.name, b.enabled, b.deleting, b.received, b.sent, coalesce(f.failed, 0), c.conversations, l.leads,
           d.tokens
    from busiest b
    left join failures f on f.tenant_id = b.id
    cross join lateral (
        select count(*) as conversations from contacts c where c.tenant_id = b.id and c.created_at >= since
    ) c
    cross join lateral (
        select count(*) as leads from leads l where l.tenant_id = b.id and l.created_at >= since
    ) l
    cross join lateral (
        select coalesce(sum(d.input_tokens + d.output_tokens), 0)::bigint as tokens from llm_days d
        where d.tenant_id = b.id and d.day >= first_day
    ) d
    order by b.received + b.sent desc, b.id desc
$$;

revoke all on function measure_load, list_usage from public;
grant execute on function measure_load, list_usage to peyk_service;
