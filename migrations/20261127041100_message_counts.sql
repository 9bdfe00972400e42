-- How many messages a tenant had, by quarters of an hour: every time zone's days begin at the beginning of one. Counted a
-- little later from the messages themselves, so that storing one costs nothing more, and a look at three months reads
-- these few rows instead of every message.
create table message_counts (
    tenant_id bigint not null references tenants on delete cascade,
    -- By WhatsApp's clock.
    began_at timestamptz not null,
    -- From customers.
    received integer not null default 0,
    -- To customers: by the bot, and by people through us and from their own phones.
    bot_replies integer not null default 0,
    agent_replies integer not null default 0,
    phone_replies integer not null default 0,
    primary key (tenant_id, began_at)
);
alter table message_counts enable row level security;
create policy tenant on message_counts using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on message_counts to peyk_service;

-- Up to which message all are counted: one row, which whoever counts holds.
create table message_counter (
    counted_id bigint not null
);
create unique index message_counter_one on message_counter ((true));
insert into message_counter values (0);

-- Counts the next messages of all tenants, at most so many of those that were stored before `settled`; what is written
-- before `since` is passed over. Answers how many it looked at; none while another counts. Private chats, and those with
-- the tenant's own agent, are no customers'.
create function count_messages(settled timestamptz, since timestamptz, at_most integer) returns bigint
language plpgsql volatile security definer
set search_path = public, pg_temp
set jit = off
as $$
declare
    after_id bigint;
    upto_id bigint;
    seen bigint;
begin
    select m.counted_id into after_id from message_counter m for update skip locked;
    if after_id is null then
        return 0;
    end if;
    -- A message is counted once those before it are there as well: their numbers are given before they are committed.
    select count(*) filter (where n.id < n.fresh), max(n.id) filter (where n.id < n.fresh) into seen, upto_id
    from (
        select next.id, coalesce(min(next.id) filter (where next.stored_at >= settled) over (), 9223372036854775807) as fresh
        from (
            select m.id, m.stored_at from messages m where m.id > after_id order by m.id limit at_most
        ) next
    ) n;
    if seen = 0 then
        return 0;
    end if;
    insert into message_counts as known (tenant_id, began_at, received, bot_replies, agent_replies, phone_replies)
    select m.tenant_id, date_bin('15 minutes', m.sent_at, timestamptz 'epoch'),
           count(*) filter (where m.direction = 'in'),
           count(*) filter (where m.direction = 'out' and o.kind in ('answer', 'follow_up', 'farewell')),
           count(*) filter (where m.direction = 'out' and o.kind = 'agent'),
           count(*) filter (where m.direction = 'out' and o.kind is null)
    from messages m
    join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
    left join outbox o on o.tenant_id = m.tenant_id
        and o.stanza = case when m.direction = 'out' then m.stanza end
    where m.id > after_id and m.id <= upto_id and m.sent_at >= since
      and not exists (
          select from bot_settings s
          join contact_addresses a on a.tenant_id = s.tenant_id and a.address = s.agent_phone || '@c.us'
          where s.tenant_id = c.tenant_id and a.contact_id = c.contact_id
      )
      and (c.gate is distinct from 'shielded'
           or exists (select from bot_settings s where s.tenant_id = c.tenant_id and not s.shield))
    group by 1, 2
    on conflict (tenant_id, began_at) do update
    set received = known.received + excluded.received,
        bot_replies = known.bot_replies + excluded.bot_replies,
        agent_replies = known.agent_replies + excluded.agent_replies,
        phone_replies = known.phone_replies + excluded.phone_replies;
    update message_counter set counted_id = upto_id;
    return seen;
end
$$;

-- Forgets what was counted of quarters that began before then.
create function forget_message_counts(before timestamptz) returns bigint
language sql volatile security definer
set search_path = public, pg_temp
as $$
    with gone as (delete from message_counts where began_at < before returning 1)
    select count(*) from gone
$$;

revoke all on function count_messages, forget_message_counts from public;
grant execute on function count_messages, forget_message_counts to peyk_service;
