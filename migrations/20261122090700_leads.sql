-- What a tenant's people are to know of a contact who wants something.
create table leads (
    id bigint generated always as identity primary key,
    tenant_id bigint not null,
    contact_id bigint not null,
    -- Digits only; null while only a LID is known.
    whatsapp_phone text,
    name text,
    wish text,
    language text,
    stage text not null check (stage in ('new', 'handed_over')),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (tenant_id, contact_id),
    foreign key (tenant_id, contact_id) references contacts (tenant_id, id) on delete cascade
);
create index leads_phone on leads (tenant_id, whatsapp_phone) where whatsapp_phone is not null;

alter table leads enable row level security;
create policy tenant on leads using (tenant_id = any (current_tenant_ids()));
grant select, insert, update, delete on leads to peyk_service;
