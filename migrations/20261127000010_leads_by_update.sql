-- no-transaction
-- The list of a tenant's leads, the last changed first: read stage by stage and put together.
create index concurrently leads_by_update on leads (tenant_id, stage, updated_at desc, id desc);
