-- The files of messages. WAHA keeps one for three minutes; what is in the store is there for good.
create table media (
    tenant_id bigint not null,
    -- The message. The file's place in the store derives from it too.
    message_key text not null,
    kind text not null check (kind in ('voice', 'audio', 'image', 'video', 'sticker', 'document')),
    -- wanted: to be fetched. stored: in the store. gone: nobody has it any more. refused: we do not want it.
    state text not null default 'wanted' check (state in ('wanted', 'stored', 'gone', 'refused')),
    -- As the sender says; of what is stored, what it was found to be.
    mime text,
    filename text,
    -- In bytes, and of all of it, once it is stored.
    size bigint,
    sha256 bytea,
    -- How WAHA knows it: the session, the message's id, and where it keeps the file below its API. Without a path it has
    -- to be asked to fetch the file from WhatsApp.
    session varchar(100) not null,
    waha_id text not null,
    waha_path text,
    -- Whether it was asked to already; it is asked once.
    asked_again boolean not null default false,
    -- Why it is gone or refused, or not here yet.
    reason text,
    attempts integer not null default 0,
    due_at timestamptz not null,
    -- The worker that is fetching it, and until when. A crashed worker's lease runs out.
    lease bigint,
    lease_until timestamptz,
    received_at timestamptz not null,
    stored_at timestamptz,
    primary key (tenant_id, message_key),
    foreign key (tenant_id, message_key) references messages (tenant_id, key) on delete cascade
);
create index media_wanted on media (received_at) where state = 'wanted';
alter table media enable row level security;
create policy tenant on media using (tenant_id + 0 = any ((select current_tenant_ids())::bigint[]));
grant select, insert, update, delete on media to peyk_service;

-- The door through which a worker looks across tenants, as claim_due_crm_deliveries is: it learns keys. The newest
-- first, because it is the only one that may still be there, and a few of one tenant at a time.
create function claim_wanted_media(present timestamptz, at_most integer, per_tenant integer, lease_time interval)
returns table (tenant_id bigint, message_key text, lease bigint)
language plpgsql volatile security definer
set search_path = public, pg_temp
set jit = off
as $$
#variable_conflict use_column
begin
    return query
        with due as (
            select d.tenant_id, d.message_key,
                   row_number() over (partition by d.tenant_id order by d.received_at desc, d.message_key) as place
            from media d
            where d.state = 'wanted' and d.due_at <= present and (d.lease_until is null or d.lease_until <= present)
        ),
        held as materialized (
            select d.tenant_id, d.message_key from due
            join media d on d.tenant_id = due.tenant_id and d.message_key = due.message_key
            where d.state = 'wanted' and (d.lease_until is null or d.lease_until <= present)
              and due.place + (
                  select count(*) from media busy
                  where busy.tenant_id = d.tenant_id and busy.state = 'wanted' and busy.lease_until > present
              ) <= per_tenant
            order by due.place, d.received_at desc limit at_most
            for update of d skip locked
        )
        update media d
        set lease = nextval('leases'), lease_until = present + lease_time, attempts = d.attempts + 1
        from held where d.tenant_id = held.tenant_id and d.message_key = held.message_key
        returning d.tenant_id, d.message_key, d.lease;
end
$$;
revoke all on function claim_wanted_media from public;
grant execute on function claim_wanted_media to peyk_service;
