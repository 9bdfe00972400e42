-- What a service asks before it calls itself ready, and `session-manager check`: which migrations this database has. The
-- table is the migrator's; where queries are checked while they are compiled, there is none.
do $$ begin
    if to_regclass('public._sqlx_migrations') is not null then
        grant select on _sqlx_migrations to peyk_service;
    end if;
end $$;
