-- no-transaction
-- When a tenant's webhooks were last heard: what a backfill brought says nothing of them.
create index concurrently messages_received on messages (tenant_id, received_at) where not backfilled;
