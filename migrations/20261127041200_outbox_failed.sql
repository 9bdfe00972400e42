-- no-transaction
-- What was not sent after all, of a tenant and since when. They are few.
create index concurrently outbox_failed on outbox (tenant_id, created_at) where state = 'failed';
