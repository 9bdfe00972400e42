-- no-transaction
-- What came and went, counted without the rows. It is what messages_received is and answers the same questions.
create index concurrently messages_counted on messages (tenant_id, received_at) include (direction) where not backfilled;
