-- no-transaction
create unique index concurrently outbox_client_key on outbox (tenant_id, conversation_id, client_key)
    where client_key is not null;
