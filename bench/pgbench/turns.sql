-- The bare SQL of turns, from a message to its delivered reply, for n customers at once: the statements of crates/storage,
-- without anybody who decides anything between them. Two scripts that meet in one conversation wait for each other, as
-- workers do.

\set first random(0, (:chats - :n) / :n) * :n + 1
\set stamp random(1, 9000000000000000000)

-- Intake.
begin;
select set_config('app.tenant_ids', :all_tenants, true);
select m.tenant_id, m.key
from unnest(array(select generate_series(:first::bigint, :first::bigint + :n::bigint - 1))) i (i)
join messages m on m.tenant_id = (i - 1) % :tenants::bigint + 1 and m.key = :stamp::bigint || '-' || i;
select a.tenant_id, a.address, a.contact_id, c.id
from unnest(array(select generate_series(:first::bigint, :first::bigint + :n::bigint - 1))) i (i)
join contact_addresses a
    on a.tenant_id = (i - 1) % :tenants::bigint + 1 and a.address = 971500000000 + i - 1 || '@c.us'
left join conversations c on c.tenant_id = a.tenant_id and c.contact_id = a.contact_id;
select id, tenant_id, session, chat_id, turns, wake_at, paused_until, waiting_since, customer_wrote_at, person_wrote_at,
       before_waiting_since
from conversations where id = any (array(select generate_series(:first::bigint, :first::bigint + :n::bigint - 1)))
order by id for update;
insert into messages (tenant_id, conversation_id, key, direction, stanza, kind, body, sent_at, received_at, waits, stored_at)
select (i - 1) % :tenants::bigint + 1, i, :stamp::bigint || '-' || i, 'in', :stamp::bigint || '-' || i, 'text',
       'Do you open on Sunday?', now(), now(), true, clock_timestamp()
from unnest(array(select generate_series(:first::bigint, :first::bigint + :n::bigint - 1))) i (i)
on conflict (tenant_id, key) do nothing;
update conversations c
set session = x.session, chat_id = x.chat_id, wake_at = now(), waiting_since = now(), customer_wrote_at = now()
from conversations x
where c.tenant_id = x.tenant_id and c.id = x.id
  and x.id = any (array(select generate_series(:first::bigint, :first::bigint + :n::bigint - 1)));
commit;

-- The turn. Who locks while others do gets less than he asks for: with twice as much nothing is left behind.
begin;
select coalesce(array_agg(tenant_id), '{}')::text as c_tenants, coalesce(array_agg(conversation_id), '{}')::text as c_ids
from lock_due_conversations(clock_timestamp(), 2 * :n::int) \gset
select set_config('app.tenant_ids', :c_tenants, true);
select c.tenant_id, c.id, c.contact_id, c.session, c.chat_id, c.state, c.turns, c.paused_until,
       c.customer_wrote_at, c.waiting_since, c.gate, c.failures, c.taken_id, c.taken_sent_at, p.push_name, p.opted_out_at
from unnest(:c_tenants::bigint[], :c_ids::bigint[]) due (tenant_id, id)
join conversations c on c.tenant_id = due.tenant_id and c.id = due.id
join contacts p on p.tenant_id = c.tenant_id and p.id = c.contact_id
order by c.id for no key update of c;
select m.conversation_id, m.id, m.kind, m.body, m.sent_at, m.traceparent
from unnest(:c_tenants::bigint[], :c_ids::bigint[]) x (tenant_id, id)
join conversations c on c.tenant_id = x.tenant_id and c.id = x.id
join messages m on m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.waits and m.id > c.taken_id
order by m.sent_at, m.received_at, m.id;
with added as (
insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body, kind, first_contact, due_at,
                    lease, lease_until, created_at)
select c.tenant_id, c.id, c.session, c.chat_id, c.turns + 1, 0, '1: Do you open on Sunday?', 'answer', false, now(),
       nextval('leases'), now() + interval '15 seconds', now()
from unnest(:c_tenants::bigint[], :c_ids::bigint[]) x (tenant_id, id)
join conversations c on c.tenant_id = x.tenant_id and c.id = x.id
on conflict (tenant_id, conversation_id, turn, position) do nothing
returning tenant_id, id, lease)
select coalesce(array_agg(tenant_id), '{}')::text as r_tenants, coalesce(array_agg(id), '{}')::text as r_ids,
       coalesce(array_agg(lease), '{}')::text as r_leases
from added \gset
update conversations c
set before_state = c.state, before_taken_id = c.taken_id, before_taken_sent_at = c.taken_sent_at,
    before_waiting_since = c.waiting_since, state = '{"step": "echo"}', turns = c.turns + 1,
    taken_id = greatest(c.taken_id, (
        select max(m.id) from messages m
        where m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.waits and m.id > c.taken_id)),
    taken_sent_at = now(), waiting_since = null, wake_at = null, failures = 0, failure = null, lease = null,
    lease_until = null
from unnest(:c_tenants::bigint[], :c_ids::bigint[]) x (tenant_id, id)
where c.tenant_id = x.tenant_id and c.id = x.id;
commit;

-- The delivery of what the turn has leased: the id before the send, and that it was sent after it.
begin;
select set_config('app.tenant_ids', :r_tenants, true);
update outbox o
set state = 'sending', attempts = attempts + 1, stanza = 'S' || o.id, begun_at = now(), reason = null
from unnest(:r_tenants::bigint[], :r_ids::bigint[], :r_leases::bigint[]) x (tenant_id, id, lease)
where o.tenant_id = x.tenant_id and o.id = x.id and o.lease = x.lease and o.state in ('queued', 'typing', 'sending');
commit;
begin;
select set_config('app.tenant_ids', :r_tenants, true);
update outbox o
set state = 'sent', sent_at = coalesce(o.sent_at, now()), reason = null, lease = null, lease_until = null
from unnest(:r_tenants::bigint[], :r_ids::bigint[]) x (tenant_id, id)
where o.tenant_id = x.tenant_id and o.id = x.id and o.state in ('queued', 'typing', 'sending');
commit;
