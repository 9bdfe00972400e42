-- no-transaction
-- What was sent, counted without the rows.
create index concurrently outbox_sent on outbox (tenant_id, sent_at) where state = 'sent';
