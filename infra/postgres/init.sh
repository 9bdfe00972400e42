#!/bin/sh
# Run by the Postgres image over a new cluster. The passwords come from the environment and are on no command line.
set -eu

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv owner_password PEYK_OWNER_PASSWORD
\getenv app_password PEYK_APP_PASSWORD
\i /etc/peyk/roles.sql
SQL
