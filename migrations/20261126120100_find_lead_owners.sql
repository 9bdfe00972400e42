-- The door for events of a session that several tenants share. It runs as its owner and answers with ids
-- alone, of two tenants at most for a number: which of more there are is nobody's business, the number tells
-- none of them then.
create function find_lead_owners(phones text[])
returns table (phone text, tenant_id bigint)
language sql stable security definer
set search_path = public, pg_temp
as $$
    select asked.phone, owner.tenant_id
    from unnest(phones) asked (phone)
    cross join lateral (
        select distinct l.tenant_id from leads l where l.whatsapp_phone = asked.phone limit 2
    ) owner
$$;

revoke all on function find_lead_owners from public;
grant execute on function find_lead_owners to peyk_service;
