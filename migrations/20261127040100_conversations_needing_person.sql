-- no-transaction
-- The conversations that wait for a person, as the list of all of them is read. They are few.
create index concurrently conversations_needing_person on conversations
    (tenant_id, greatest(customer_wrote_at, person_wrote_at), id) where needs_person_since is not null;
