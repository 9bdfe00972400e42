-- When the first of the customer's messages came that a reply answers; null: it answers none, or is not the first part of
-- its answer. Whoever sends it knows then how long the customer has waited.
alter table outbox add column answers_since timestamptz;
