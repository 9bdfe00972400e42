-- The WAHA session of a tenant. Tenants that exist already get the name that the session API gives:
-- tenant_{id}. Null: the tenant has not connected WhatsApp, or has disconnected it.
alter table tenants add column waha_session_name varchar(100) unique;

update tenants set waha_session_name = 'tenant_' || id;
