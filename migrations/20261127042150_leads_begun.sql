-- no-transaction
-- A tenant's leads, by when they became known.
create index concurrently leads_begun on leads (tenant_id, created_at);
