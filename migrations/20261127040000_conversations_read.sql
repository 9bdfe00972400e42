-- What a tenant's people have seen of a conversation, and whether it waits for one of them.
alter table conversations
    -- By WhatsApp's time: up to where somebody of the tenant has read. What was there before anybody could say so is read.
    add column read_at timestamptz default now(),
    -- Since when the customer waits for a person: nobody has answered, and the bot will not.
    add column needs_person_since timestamptz;
alter table conversations alter column read_at drop default;

alter table messages
    -- The key of the message that this one answers, whether we have that or not, and what WhatsApp quotes of it.
    add column quoted_key text,
    add column quoted_body text;

-- What is said of a message later: reactions, a new text, that it was deleted. Beside the messages, because WhatsApp tells
-- them in any order: a change may be there before its message.
create table message_changes (
    tenant_id bigint not null references tenants on delete cascade,
    message_key text not null,
    kind text not null check (kind in ('reaction', 'edit', 'deletion')),
    -- Who made it, as in messages: of a kind, the last of each counts.
    author text not null check (author in ('in', 'out')),
    -- The emoji, empty when it was taken back; the new text.
    body text,
    -- By WhatsApp's clock, which has whole seconds, and when WAHA told it.
    changed_at timestamptz not null,
    told_at timestamptz not null,
    primary key (tenant_id, message_key, kind, author)
);
alter table message_changes enable row level security;
create policy tenant on message_changes using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on message_changes to peyk_service;
