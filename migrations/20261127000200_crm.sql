-- A tenant's CRM is told what happens to leads: a signed webhook, sent until it is taken.
create table crm_hooks (
    tenant_id bigint primary key references tenants on delete cascade,
    url text not null,
    -- What signs, sealed; after a rotation the one before signs as well, until then.
    secret bytea not null,
    previous_secret bytea,
    previous_until timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
alter table crm_hooks enable row level security;
create policy tenant on crm_hooks using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on crm_hooks to peyk_service;

-- What it is told, written with the change itself.
create table crm_deliveries (
    id bigint generated always as identity primary key,
    tenant_id bigint not null references tenants on delete cascade,
    -- Not a reference: what was told stays told when two leads turn out to be one.
    lead_id bigint not null,
    event text not null check (event in ('lead.created', 'lead.updated', 'lead.handed_over')),
    -- Byte for byte what is sent: every attempt says the same.
    body text not null,
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
    attempts integer not null default 0,
    due_at timestamptz not null default now(),
    -- Who is sending it, and until when nobody else does.
    lease bigint,
    lease_until timestamptz,
    -- What the CRM answered last, and why the last attempt failed, in words for people.
    status smallint,
    reason text,
    created_at timestamptz not null default now(),
    delivered_at timestamptz
);
create index crm_deliveries_due on crm_deliveries (due_at) where state = 'waiting';
create index crm_deliveries_open on crm_deliveries (tenant_id, lead_id, id) where state = 'waiting';
create index crm_deliveries_newest on crm_deliveries (tenant_id, id);
create index crm_deliveries_old on crm_deliveries (created_at) where state <> 'waiting';
alter table crm_deliveries enable row level security;
create policy tenant on crm_deliveries using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on crm_deliveries to peyk_service;

-- The door through which a sender looks across tenants, as claim_due_replies is: it learns ids. A few of one tenant at
-- a time, those that others are sending among them, so that a CRM that does not answer keeps nobody else waiting; and of
-- one lead the oldest alone, so that a CRM hears of it in order.
create function claim_due_crm_deliveries(present timestamptz, at_most integer, per_tenant integer, lease_time interval)
returns table (tenant_id bigint, delivery_id bigint, lease bigint)
language plpgsql volatile security definer
set search_path = public, pg_temp
set jit = off
as $$
#variable_conflict use_column
begin
    return query
        with due as (
            select d.id, row_number() over (partition by d.tenant_id order by d.due_at, d.id) as place
            from crm_deliveries d
            where d.state = 'waiting' and d.due_at <= present
              and (d.lease_until is null or d.lease_until <= present)
              and not exists (
                  select from crm_deliveries earlier
                  where earlier.tenant_id = d.tenant_id and earlier.lead_id = d.lead_id
                    and earlier.state = 'waiting' and earlier.id < d.id
              )
        ),
        held as materialized (
            select d.id from due
            join crm_deliveries d on d.id = due.id
            where d.state = 'waiting'
              and due.place + (
                  select count(*) from crm_deliveries busy
                  where busy.tenant_id = d.tenant_id and busy.state = 'waiting' and busy.lease_until > present
              ) <= per_tenant
              and (d.lease_until is null or d.lease_until <= present)
            order by due.place, d.id limit at_most
            for update of d skip locked
        )
        update crm_deliveries d
        set lease = nextval('leases'), lease_until = present + lease_time, attempts = d.attempts + 1
        from held where d.id = held.id
        returning d.tenant_id, d.id, d.lease;
end
$$;

-- Forgets what was settled before then: it holds what customers said.
create function forget_crm_deliveries(before timestamptz) returns bigint
language sql volatile security definer
set search_path = public, pg_temp
as $$
    with gone as (
        delete from crm_deliveries where id = any (array(
            select id from crm_deliveries where state <> 'waiting' and created_at < before limit 10000
        )) returning id
    )
    select count(*) from gone
$$;

revoke all on function claim_due_crm_deliveries, forget_crm_deliveries from public;
grant execute on function claim_due_crm_deliveries, forget_crm_deliveries to peyk_service;
