-- A person who writes to a tenant's number. The same person writing to two tenants is two contacts.
create table contacts (
    id bigint generated always as identity primary key,
    tenant_id bigint not null references tenants on delete cascade,
    -- The name that WhatsApp shows; the name a person told the bot is in leads.
    push_name text,
    created_at timestamptz not null default now(),
    unique (tenant_id, id)
);

-- The addresses of a contact: …@c.us and …@lid may be one person.
create table contact_addresses (
    tenant_id bigint not null,
    address text not null,
    contact_id bigint not null,
    created_at timestamptz not null default now(),
    primary key (tenant_id, address),
    foreign key (tenant_id, contact_id) references contacts (tenant_id, id) on delete cascade
);
create index contact_addresses_contact on contact_addresses (tenant_id, contact_id);

alter table contacts enable row level security;
create policy tenant on contacts using (tenant_id = any (current_tenant_ids()));
grant select, insert, update, delete on contacts to peyk_service;

alter table contact_addresses enable row level security;
create policy tenant on contact_addresses using (tenant_id = any (current_tenant_ids()));
grant select, insert, update, delete on contact_addresses to peyk_service;
