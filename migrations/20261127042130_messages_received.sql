-- no-transaction
drop index concurrently if exists messages_received;
