-- What the bot says, from the turn that decided it until WhatsApp has it.
create table outbox (
    id bigint generated always as identity primary key,
    tenant_id bigint not null,
    conversation_id bigint not null,
    session varchar(100) not null,
    chat_id text not null,
    -- The turn that decided it and its place in that turn: a turn that is done twice says it once.
    turn bigint not null,
    position integer not null,
    body text not null,
    state text not null default 'queued'
        check (state in ('queued', 'sending', 'sent', 'failed', 'cancelled')),
    -- WhatsApp's id of the message, taken and stored before the first attempt, reused by each next one.
    stanza text,
    attempts integer not null default 0,
    due_at timestamptz not null default now(),
    lease bigint,
    lease_until timestamptz,
    -- The highest acknowledgement: 1 server, 2 device, 3 read, 4 played.
    ack smallint,
    -- Why it was not sent, or not yet.
    reason text,
    traceparent text,
    created_at timestamptz not null default clock_timestamp(),
    sent_at timestamptz,
    unique (tenant_id, conversation_id, turn, position),
    unique (tenant_id, stanza),
    foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
create index outbox_due on outbox (tenant_id, due_at) where state in ('queued', 'sending');
create index outbox_open on outbox (tenant_id, conversation_id, id) where state in ('queued', 'sending');

alter table outbox enable row level security;
create policy tenant on outbox using (tenant_id = any (current_tenant_ids()));
grant select, insert, update, delete on outbox to peyk_service;
