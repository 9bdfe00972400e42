-- How often a password was tried of late, for an account or from an address. The subject is a digest:
-- what people type into the wrong field is not kept. Of no tenant, so without row-level security.
create table sign_in_attempts (
    subject bytea primary key check (length(subject) = 32),
    attempts integer not null,
    -- When the first of these attempts was.
    since timestamptz not null
);
create index sign_in_attempts_since on sign_in_attempts (since);
grant select, insert, update, delete on sign_in_attempts to peyk_service;
