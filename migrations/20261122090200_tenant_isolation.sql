-- Row-level security: services log in as members of peyk_service, which owns nothing. A transaction says
-- whose rows it touches (set local app.tenant_ids = '{5,12}'); without that it sees none.
do $$
begin
    create role peyk_service nologin;
exception
    -- Roles belong to the cluster: another database of it may have made the role, even at this moment.
    when duplicate_object or unique_violation then null;
end
$$;

grant usage on schema public to peyk_service;
grant select, insert, update, delete on tenants to peyk_service;

create function current_tenant_ids() returns bigint[]
language sql stable parallel safe
as $$ select coalesce(nullif(current_setting('app.tenant_ids', true), '')::bigint[], '{}') $$;
