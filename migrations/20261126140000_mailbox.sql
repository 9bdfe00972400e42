-- The mailbox for many conversations in one statement: what a message needs to know of its conversation is in the
-- conversation's row, and what a turn took is a number there instead of a mark on every message.

alter table messages
    -- Whether a turn is to take it: false for what we wrote, and for what came too late or is a person's to answer.
    add column waits boolean not null default false;

alter table conversations
    -- The last message that a turn took: what waits is newer. Whoever stores a message holds the conversation's row,
    -- so that a conversation's messages are numbered in the order in which they became visible.
    add column taken_id bigint not null default 0,
    -- WhatsApp's time of the newest message that a turn took: what is older and comes after it is late.
    add column taken_sent_at timestamptz,
    -- Since when the customer waits for a turn; null: no message waits.
    add column waiting_since timestamptz,
    -- How it was before the last turn that said something: what is said no more is as if it had not been thought.
    add column before_state jsonb,
    add column before_taken_id bigint,
    add column before_taken_sent_at timestamptz,
    add column before_waiting_since timestamptz,
    -- By WhatsApp's time: when the customer and when a person of the tenant last wrote here.
    add column customer_wrote_at timestamptz,
    add column person_wrote_at timestamptz,
    -- Whether the bot may speak here; null: nobody has looked yet.
    add column gate text check (gate in ('open', 'shielded')),
    add column gate_reason text,
    -- How often in a row its turn failed, and why.
    add column failures integer not null default 0,
    add column failure text;

update messages set waits = true where direction = 'in' and taken_at is null;
update conversations c set
    waiting_since = (
        select min(m.stored_at) from messages m
        where m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.waits
    ),
    customer_wrote_at = (
        select max(m.sent_at) from messages m
        where m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.direction = 'in'
    ),
    person_wrote_at = (
        select max(m.sent_at) from messages m
        where m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.direction = 'out'
          and not exists (select from outbox o where o.tenant_id = c.tenant_id and o.stanza = m.stanza)
    ),
    -- The bot speaks in these already.
    gate = 'open', gate_reason = 'known';

drop index messages_waiting;
alter table messages drop column taken_at;
create index messages_waiting on messages (tenant_id, conversation_id, id) where waits;

-- The alarm clocks: all of them by time, and those of customers who wait by tenant, for the days on which one tenant's
-- fill the hour.
drop index conversations_due;
create index conversations_due on conversations (wake_at) where wake_at is not null;
create index conversations_waiting on conversations (tenant_id, wake_at) where waiting_since is not null;

alter table contacts
    -- Since when this person wants no messages; null: none was refused.
    add column opted_out_at timestamptz;

alter table outbox
    drop constraint outbox_state_check,
    add constraint outbox_state_check
        check (state in ('queued', 'typing', 'sending', 'sent', 'failed', 'cancelled')),
    -- answer: to what the customer wrote. follow_up: said though nobody wrote. agent: a person's, through us.
    -- farewell: that somebody gets no more messages, the one message that he still gets.
    add column kind text not null default 'answer' check (kind in ('answer', 'follow_up', 'agent', 'farewell')),
    -- Whether the customer had never written when it was decided: WhatsApp punishes numbers for many of these.
    add column first_contact boolean not null default false,
    -- When the last attempt began: until some time after, WAHA may still be at it.
    add column begun_at timestamptz;

drop index outbox_due;
drop index outbox_open;
-- `due_at is not null` always holds: it keeps these two out of questions that do not ask for a time. As long as the
-- statistics say that nothing is open, every index of open replies looks equally good to the planner.
create index outbox_due on outbox (due_at)
    where state in ('queued', 'typing', 'sending') and due_at is not null;
create index outbox_due_of_tenant on outbox (tenant_id, due_at)
    where state in ('queued', 'typing', 'sending') and due_at is not null;
create index outbox_open on outbox (tenant_id, conversation_id, id) where state in ('queued', 'typing', 'sending');

-- These rows change several times within seconds: room on their pages keeps the changes off the indexes.
alter table conversations set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
alter table outbox set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- What a tenant's number may send, and when: one pace for all workers.
create table senders (
    tenant_id bigint primary key references tenants on delete cascade,
    -- Since when the number is linked: a fresh one is eased in.
    linked_at timestamptz not null,
    -- The next free moment for any message, and for one to somebody who never wrote.
    next_at timestamptz not null,
    next_first_contact_at timestamptz not null,
    -- What was sent in the hour, and to strangers in the day, that began then.
    hour_began timestamptz not null,
    hour_sent integer not null default 0,
    day_began timestamptz not null,
    day_first_contacts integer not null default 0,
    -- WhatsApp lets the number open no new chats until then, and why.
    first_contacts_closed_until timestamptz,
    first_contacts_closed_reason text
);
alter table senders enable row level security;
create policy tenant on senders using (tenant_id = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on senders to peyk_service;

-- How a tenant wants its bot; a tenant without a row has the defaults.
create table bot_settings (
    tenant_id bigint primary key references tenants on delete cascade,
    -- An IANA name. Hours are the tenant's.
    time_zone text not null,
    -- Between these hours nothing is sent that nobody waits for; equal: at no hour.
    quiet_from time not null,
    quiet_until time not null,
    -- Whether answers wait for the morning too.
    quiet_answers boolean not null,
    -- Whether the owner's private chats are left alone: the bot speaks in new chats, and where somebody writes one of
    -- the codes or words.
    shield boolean not null,
    deep_link_codes text[] not null,
    trigger_words text[] not null,
    updated_at timestamptz not null default now()
);
alter table bot_settings enable row level security;
create policy tenant on bot_settings using (tenant_id = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on bot_settings to peyk_service;

-- Two contacts that turned out to be one person: who went into whom, and what is needed to undo it.
create table contact_merges (
    id bigint generated always as identity primary key,
    tenant_id bigint not null references tenants on delete cascade,
    kept_contact_id bigint not null,
    merged_contact_id bigint not null,
    -- The address that told, and what the merged contact was: its row, addresses, conversation, lead, and the ids of
    -- its messages and replies.
    told_by text not null,
    merged jsonb not null,
    merged_at timestamptz not null,
    undone_at timestamptz
);
create index contact_merges_kept on contact_merges (tenant_id, kept_contact_id);
alter table contact_merges enable row level security;
create policy tenant on contact_merges using (tenant_id = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on contact_merges to peyk_service;

-- Whose rows: asked once in a statement instead of once for every row.
alter policy tenant on contacts using (tenant_id = any ((select current_tenant_ids())::bigint[]));
alter policy tenant on contact_addresses using (tenant_id = any ((select current_tenant_ids())::bigint[]));
alter policy tenant on conversations using (tenant_id = any ((select current_tenant_ids())::bigint[]));
alter policy tenant on messages using (tenant_id = any ((select current_tenant_ids())::bigint[]));
alter policy tenant on outbox using (tenant_id = any ((select current_tenant_ids())::bigint[]));
alter policy tenant on leads using (tenant_id = any ((select current_tenant_ids())::bigint[]));
