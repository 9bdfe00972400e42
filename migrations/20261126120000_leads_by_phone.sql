-- no-transaction
-- Whose lead is the customer with this number? Asked for each message of a session that tenants share, across
-- tenants: the index leads_phone begins with the tenant.
create index concurrently leads_by_phone on leads (whatsapp_phone, tenant_id) where whatsapp_phone is not null;
