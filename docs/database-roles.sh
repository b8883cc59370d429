#!/bin/bash
# Run once by the postgres image on an empty data folder. The same as createRolesAndDatabase in src/platform/local-database.ts, with passwords:
# the owner migrates and owns everything; the application may connect and is a member of nothing.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" <<'SQL'
CREATE ROLE sizhu_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner';
CREATE ROLE sizhu_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'app';
CREATE DATABASE sizhu OWNER sizhu_owner;
REVOKE ALL ON DATABASE sizhu FROM PUBLIC;
GRANT CONNECT ON DATABASE sizhu TO sizhu_app;
SQL
