-- no-transaction
-- The oldest files that are kept. A message's file is in no index until a worker has stored it: intake does not pay for it.
create index concurrently media_stored on media (tenant_id, received_at) where state = 'stored';
