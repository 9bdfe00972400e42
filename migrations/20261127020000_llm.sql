-- A language model that a tenant lets help to understand its customers: where it is, and what it may cost.
create table llm_settings (
    tenant_id bigint primary key references tenants on delete cascade,
    enabled boolean not null,
    url text not null,
    model text not null,
    -- How it is told what shape an answer has, and what kind of model it is.
    output text not null check (output in ('schema', 'json', 'words')),
    style text not null check (style in ('chat', 'reasoning')),
    -- What its server lets us in for, sealed; null: it asks for nothing.
    key bytea,
    -- Prices of a thousand tokens and what may be spent in a day (UTC), in millionths of whatever currency the tenant
    -- counts in.
    input_price bigint not null check (input_price >= 0),
    output_price bigint not null check (output_price >= 0),
    daily_budget bigint not null check (daily_budget >= 0),
    requests_per_minute integer not null check (requests_per_minute > 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
alter table llm_settings enable row level security;
create policy tenant on llm_settings using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on llm_settings to peyk_service;

-- What it was asked lately: one meter for all services. It outlives the settings, or another key would be another budget.
create table llm_meters (
    tenant_id bigint primary key references tenants on delete cascade,
    minute_began timestamptz not null,
    minute_requests integer not null default 0,
    -- The day that is counted, by UTC.
    day date not null,
    day_requests bigint not null default 0,
    day_failures bigint not null default 0,
    day_input_tokens bigint not null default 0,
    day_output_tokens bigint not null default 0,
    -- What was spent, and what those who ask at this moment may spend.
    day_cost bigint not null default 0,
    -- How often in a row it failed, until when it is left alone, and how it failed last, in words for people.
    failures integer not null default 0,
    resting_until timestamptz,
    failure text,
    failed_at timestamptz
);
alter table llm_meters enable row level security;
create policy tenant on llm_meters using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on llm_meters to peyk_service;

-- What a tenant answers to what customers often ask: [{"question", "answers": {"en": …, "fa": …}}].
create table faqs (
    tenant_id bigint primary key references tenants on delete cascade,
    entries jsonb not null,
    updated_at timestamptz not null default now()
);
alter table faqs enable row level security;
create policy tenant on faqs using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on faqs to peyk_service;

-- What a model said of a message, kept for as long as a turn may still want it. Not in the messages: those of tenants
-- without a model cost nothing.
create table readings (
    tenant_id bigint not null references tenants on delete cascade,
    -- Not a reference: it is forgotten within a day, and messages need no second key for its sake.
    message_id bigint not null,
    -- Null until it is known, and where nothing can be said.
    reading jsonb,
    -- Who is asking, and until when nobody else does; null: it was asked.
    lease bigint,
    lease_until timestamptz,
    created_at timestamptz not null default now(),
    primary key (tenant_id, message_id)
);
create index readings_asking on readings (tenant_id, lease_until) where lease is not null;
create index readings_old on readings (created_at);
alter table readings enable row level security;
create policy tenant on readings using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on readings to peyk_service;

-- Which tenants have a model that is asked: what a worker knows before it looks for messages, and before a turn looks for
-- readings.
create function list_llm_readers() returns setof bigint
language sql stable security definer
set search_path = public, pg_temp
as $$
    select s.tenant_id from llm_settings s
    where s.enabled
$$;

-- The door through which a reader looks across tenants, as claim_due_replies is: it learns ids. Customers' texts that wait for
-- a turn which is still to come; a few of one tenant at a time, those that others ask about among them, so that a model
-- that does not answer keeps nobody else's waiting.
create function claim_due_readings(present timestamptz, at_most integer, per_tenant integer, lease_time interval)
returns table (tenant_id bigint, message_id bigint, lease bigint)
language plpgsql volatile security definer
set search_path = public, pg_temp
set jit = off
as $$
#variable_conflict use_column
begin
    return query
        with readers as materialized (
            select s.tenant_id, per_tenant - (
                select count(*) from readings busy
                where busy.tenant_id = s.tenant_id and busy.lease is not null and busy.lease_until > present
            ) as room
            from llm_settings s left join llm_meters m on m.tenant_id = s.tenant_id
            where s.enabled and (m.resting_until is null or m.resting_until <= present)
        ),
        due as (
            select r.tenant_id, x.id, x.place
            from readers r
            cross join lateral (
                select m.id, row_number() over (order by c.wake_at, m.id) as place
                from conversations c
                join contacts p on p.tenant_id = c.tenant_id and p.id = c.contact_id
                join messages m on m.tenant_id = c.tenant_id and m.conversation_id = c.id
                               and m.waits and m.id > c.taken_id
                where c.tenant_id = r.tenant_id and c.waiting_since is not null and c.wake_at > present
                  and (c.paused_until is null or c.paused_until <= present)
                  and c.gate is distinct from 'shielded' and p.opted_out_at is null
                  and m.kind = 'text' and m.body is not null
                  and not exists (
                      select from readings known
                      where known.tenant_id = m.tenant_id and known.message_id = m.id
                        and (known.lease is null or known.lease_until > present)
                  )
                order by place limit greatest(r.room, 0)
            ) x
            order by x.place, x.id limit at_most
        )
        insert into readings as known (tenant_id, message_id, lease, lease_until, created_at)
        select d.tenant_id, d.id, nextval('leases'), present + lease_time, present
        from due d order by d.tenant_id, d.id
        on conflict (tenant_id, message_id) do update
        set lease = excluded.lease, lease_until = excluded.lease_until
        where known.lease is not null and known.lease_until <= present
        returning known.tenant_id, known.message_id, known.lease;
end
$$;

-- Forgets what was read before then: it holds what customers said.
create function forget_readings(before timestamptz) returns bigint
language sql volatile security definer
set search_path = public, pg_temp
as $$
    with gone as (
        delete from readings where (tenant_id, message_id) in (
            select tenant_id, message_id from readings where created_at < before limit 10000
        ) returning 1
    )
    select count(*) from gone
$$;

revoke all on function list_llm_readers, claim_due_readings, forget_readings from public;
grant execute on function list_llm_readers, claim_due_readings, forget_readings to peyk_service;
