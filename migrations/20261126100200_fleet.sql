-- The doors through which session-manager looks at all sessions: who is on a node, how full nodes are,
-- and what operators read. They run as their owner. What a service changes afterwards, it changes as the
-- tenant.

-- The tenants whose sessions a node holds.
create function list_tenants_on_node(wanted_node bigint) returns table (tenant_id bigint)
language sql stable security definer
set search_path = public, pg_temp
as $$ select s.tenant_id from sessions s where s.node_id = wanted_node order by s.tenant_id $$;

-- How many sessions nodes hold, and how many of these are connected.
create function count_sessions_on_nodes()
returns table (node_id bigint, sessions bigint, working bigint)
language sql stable security definer
set search_path = public, pg_temp
as $$
    select s.node_id, count(*), count(*) filter (where s.state = 'connected')
    from sessions s where s.node_id is not null group by s.node_id
$$;

-- Sessions from before there were nodes are on the one of the settings.
create function adopt_sessions_without_node(wanted_node bigint) returns bigint
language sql volatile security definer
set search_path = public, pg_temp
as $$
    with adopted as (
        update sessions s set node_id = wanted_node
        from tenants t
        where t.id = s.tenant_id and t.waha_session_name is not null and s.node_id is null
        returning 1
    )
    select count(*) from adopted
$$;

-- All sessions of a node may leave it.
create function let_sessions_leave(wanted_node bigint) returns bigint
language sql volatile security definer
set search_path = public, pg_temp
as $$
    with told as (update sessions s set may_leave = true where s.node_id = wanted_node returning 1)
    select count(*) from told
$$;

-- The operators' list of sessions; null filters nothing. search is a pattern for the tenant's name.
create function list_fleet_sessions(
    after_tenant bigint, at_most bigint, wanted_state text, wanted_node bigint,
    name_pattern text, wanted_tenant bigint
)
returns table (
    tenant_id bigint, tenant_name text, session text, node_id bigint, node_name text, state text,
    state_since timestamptz, reason text, status text, phone text
)
language sql stable security definer
set search_path = public, pg_temp
as $$
    select t.id, t.name, t.waha_session_name, n.id, n.name, s.state, s.state_since, s.reason, s.status, s.phone
    from sessions s
    join tenants t on t.id = s.tenant_id
    left join waha_nodes n on n.id = s.node_id
    where t.waha_session_name is not null
      and t.id > after_tenant
      and (wanted_state is null or s.state = wanted_state)
      and (wanted_node is null or s.node_id = wanted_node)
      and ((name_pattern is null and wanted_tenant is null)
           or t.name ilike name_pattern or t.id = wanted_tenant)
    order by t.id
    limit at_most
$$;

create function count_fleet_sessions() returns table (state text, sessions bigint)
language sql stable security definer
set search_path = public, pg_temp
as $$
    select s.state, count(*)
    from sessions s join tenants t on t.id = s.tenant_id
    where t.waha_session_name is not null
    group by s.state order by s.state
$$;

revoke all on function list_tenants_on_node, count_sessions_on_nodes, adopt_sessions_without_node,
    let_sessions_leave, list_fleet_sessions, count_fleet_sessions from public;
grant execute on function list_tenants_on_node, count_sessions_on_nodes, adopt_sessions_without_node,
    let_sessions_leave, list_fleet_sessions, count_fleet_sessions to peyk_service;
