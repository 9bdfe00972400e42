-- The audit log is read newest first, by tenant and by action, and by owners as well: what happened to their
-- tenant. Which person of the operators did it is not theirs to know, so an entry says whether one did.
alter table audit_log add column by_operator boolean not null default false;

update audit_log a set by_operator = true
where a.tenant_id is null
   or a.actor in ('operator token', 'command line')
   or exists (select from users u where u.tenant_id is null
              and split_part(a.actor, ' ', 1) = 'user:' || u.id)
   or exists (select from api_tokens k where k.tenant_id is null
              and split_part(a.actor, ' ', 1) = 'token:' || k.id);

-- The operators' views of all entries: onwards from an entry, and back from one. They follow list_audit_log,
-- which services of the version before still call.
create function list_audit_log_after(after_id bigint, wanted_tenant bigint, wanted_action text, at_most bigint)
returns table (id bigint, tenant_id bigint, at timestamptz, actor text, by_operator boolean, action text, detail text)
language sql stable security definer
set search_path = public, pg_temp
as $$
    select a.id, a.tenant_id, a.at, a.actor, a.by_operator, a.action, a.detail
    from audit_log a
    where a.id > after_id
      and (wanted_tenant is null or a.tenant_id = wanted_tenant)
      and (wanted_action is null or a.action = wanted_action)
    order by a.id limit at_most
$$;

create function list_audit_log_before(before_id bigint, wanted_tenant bigint, wanted_action text, at_most bigint)
returns table (id bigint, tenant_id bigint, at timestamptz, actor text, by_operator boolean, action text, detail text)
language sql stable security definer
set search_path = public, pg_temp
as $$
    select a.id, a.tenant_id, a.at, a.actor, a.by_operator, a.action, a.detail
    from audit_log a
    where a.id < before_id
      and (wanted_tenant is null or a.tenant_id = wanted_tenant)
      and (wanted_action is null or a.action = wanted_action)
    order by a.id desc limit at_most
$$;

revoke all on function list_audit_log_after, list_audit_log_before from public;
grant execute on function list_audit_log_after, list_audit_log_before to peyk_service;
