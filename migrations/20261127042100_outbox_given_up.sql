-- no-transaction
-- What was given up, by when: there is little of it, and operators ask every few seconds.
create index concurrently outbox_given_up on outbox (ended_at, tenant_id) where state = 'failed';
