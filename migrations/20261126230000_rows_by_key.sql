-- Whose rows, as a condition that no index answers. `tenant_id = any (…)` beside a statement's own `tenant_id = …` is
-- one: Postgres then goes through the whole array for each row that it looks up by its key, and the work grows with the
-- square of the tenants in a transaction. Every statement names its tenants itself; the policy only checks.
alter policy tenant on contacts using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
alter policy tenant on contact_addresses using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
alter policy tenant on conversations using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
alter policy tenant on messages using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
alter policy tenant on outbox using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
alter policy tenant on leads using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));

-- Whether a reply waits for its session to be connected: then, and only then, it is woken when the session is. A reason
-- alone does not tell: a first contact that WhatsApp forbids for hours has one too.
alter table outbox add column parked boolean not null default false;
update outbox set parked = true where state in ('queued', 'typing', 'sending') and reason is not null and not first_contact;

-- Turns are due or they are not: who takes one holds its row until the turn is written, in the same transaction. A crash
-- lets go of it at once, and nothing is written twice. A lease is only for who leaves a conversation to ask WAHA first.
drop function claim_due_conversations(timestamptz, integer, interval);

create function lock_due_conversations(present timestamptz, at_most integer)
returns table (tenant_id bigint, conversation_id bigint)
language plpgsql volatile security definer
set search_path = public, pg_temp
set jit = off
as $$
#variable_conflict use_column
declare
    looked_at constant integer := greatest(at_most * 4, 256);
    candidates bigint[];
begin
    candidates := array(
        select c.id from conversations c
        where c.wake_at <= present and (c.lease_until is null or c.lease_until <= present)
        order by c.wake_at limit looked_at
    );
    if cardinality(candidates) >= looked_at then
        candidates := candidates || array(
            with recursive waiting (tenant) as (
                (
                    select c.tenant_id from conversations c
                    where c.waiting_since is not null order by c.tenant_id limit 1
                )
                union all
                select (
                    select c.tenant_id from conversations c
                    where c.waiting_since is not null and c.tenant_id > w.tenant
                    order by c.tenant_id limit 1
                )
                from waiting w where w.tenant is not null
            )
            select few.id from waiting w
            cross join lateral (
                select c.id from conversations c
                where c.tenant_id = w.tenant and c.waiting_since is not null
                  and c.wake_at <= present and (c.lease_until is null or c.lease_until <= present)
                order by c.wake_at limit 4
            ) few
            where w.tenant is not null
        );
    end if;
    if cardinality(candidates) = 0 then
        return;
    end if;
    -- More than are wanted: another worker may hold some of them.
    candidates := array(
        select fair.id from (
            select c.id, row_number() over (partition by c.tenant_id order by c.wake_at, c.id) as place
            from conversations c where c.id = any (candidates)
        ) fair
        order by fair.place, random() limit at_most * 2
    );
    return query
        select c.tenant_id, c.id from unnest(candidates) with ordinality fair (id, place)
        join conversations c on c.id = fair.id
        where c.wake_at <= present and (c.lease_until is null or c.lease_until <= present)
        order by fair.place limit at_most
        for no key update of c skip locked;
end
$$;
revoke all on function lock_due_conversations(timestamptz, integer) from public;
grant execute on function lock_due_conversations(timestamptz, integer) to peyk_service;
