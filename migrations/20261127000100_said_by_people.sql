-- What a person of the tenant says through us stands in the outbox beside what the bot says.
alter table outbox
    -- The key that the caller gave it, so that asking twice says it once.
    add column client_key text check (length(client_key) between 1 and 200);

-- Its place among the replies of the bot's last turn: behind them, and nowhere twice, also when two conversations
-- turn out to be one.
create sequence said_by_people as integer minvalue 1000 cycle;
grant usage on sequence said_by_people to peyk_service;
