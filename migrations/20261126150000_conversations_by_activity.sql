-- no-transaction
-- The list of a tenant's conversations, newest activity first: whoever of the two people wrote last. What the bot says
-- follows that within moments, and would cost a write of the row for every reply.
create index concurrently conversations_by_activity on conversations
    (tenant_id, greatest(customer_wrote_at, person_wrote_at), id);
