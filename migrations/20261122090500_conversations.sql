-- A conversation with one contact: its mailbox, its lock and its alarm clock.
create table conversations (
    id bigint generated always as identity primary key,
    tenant_id bigint not null references tenants on delete cascade,
    contact_id bigint not null,
    -- The session and the address that the contact last wrote to and from: replies go there.
    session varchar(100) not null,
    chat_id text not null,
    -- The bot's state; null until its first turn.
    state jsonb,
    -- How many turns the bot has taken.
    turns bigint not null default 0,
    -- When the bot takes its next turn; null: nothing to do.
    wake_at timestamptz,
    -- The worker that has the conversation to itself, and until when. A crashed worker's lease runs out.
    lease bigint,
    lease_until timestamptz,
    -- Until when a person speaks here instead of the bot.
    paused_until timestamptz,
    created_at timestamptz not null default now(),
    unique (tenant_id, contact_id),
    unique (tenant_id, id),
    foreign key (tenant_id, contact_id) references contacts (tenant_id, id) on delete cascade
);
create index conversations_due on conversations (tenant_id, wake_at) where wake_at is not null;

-- Every message of a conversation, in and out.
create table messages (
    id bigint generated always as identity primary key,
    tenant_id bigint not null,
    conversation_id bigint not null,
    -- The key under which the message is known once, however often and by whatever way it arrives.
    key text not null,
    direction text not null check (direction in ('in', 'out')),
    -- WhatsApp's id of the message.
    stanza text not null,
    kind text not null check (kind in ('text', 'media', 'location', 'contact', 'other')),
    body text,
    -- By WhatsApp's clock, whole seconds; arrival breaks ties.
    sent_at timestamptz not null,
    received_at timestamptz not null,
    stored_at timestamptz not null default clock_timestamp(),
    -- When a turn took it; null: it waits. Only incoming messages are ever taken.
    taken_at timestamptz,
    traceparent text,
    unique (tenant_id, key),
    foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
create index messages_history on messages (tenant_id, conversation_id, sent_at, id);
create index messages_waiting on messages (tenant_id, conversation_id)
    where direction = 'in' and taken_at is null;

alter table conversations enable row level security;
create policy tenant on conversations using (tenant_id = any (current_tenant_ids()));
grant select, insert, update, delete on conversations to peyk_service;

alter table messages enable row level security;
create policy tenant on messages using (tenant_id = any (current_tenant_ids()));
grant select, insert, update, delete on messages to peyk_service;
