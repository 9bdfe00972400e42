-- Whether a message came from WAHA's history instead of by its webhook.
alter table messages add column backfilled boolean not null default false;
