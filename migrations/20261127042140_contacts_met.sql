-- no-transaction
-- Whom a tenant met, by when. A contact begins with its conversation and is seldom written after that, which a
-- conversation's row is with every message.
create index concurrently contacts_met on contacts (tenant_id, created_at);
