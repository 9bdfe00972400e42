-- The database and who may log in to it. Run once over a new cluster, as superuser: by docker-compose.yml through psql,
-- which fills in the passwords, and by `cargo xtask dev`, which does the same.
--
-- Between two statements is an empty line: where no psql is installed, that is how Postgres tells them apart.

-- What every service is a member of. The migrations grant it rows, never tables: it owns nothing, so row-level security
-- binds it. They make it themselves where it is missing, for databases that this file did not prepare.
CREATE ROLE peyk_service NOLOGIN;

-- As whom services log in.
CREATE ROLE peyk_app LOGIN PASSWORD :'app_password' IN ROLE peyk_service;

-- As whom migrations run; no service that answers requests has this password.
CREATE ROLE peyk_owner LOGIN CREATEROLE PASSWORD :'owner_password';

CREATE DATABASE peyk OWNER peyk_owner;
