#!/bin/sh
# Creates Temporal's two databases and brings their tables up to date; does nothing when they are.
# SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD are the tool's own variables.
set -eu

versions=/etc/temporal/schema/postgresql/v12

make_database() {
  temporal-sql-tool --db "$1" create-database
  temporal-sql-tool --db "$1" setup-schema --version 0.0
  temporal-sql-tool --db "$1" update-schema --schema-dir "$versions/$2/versioned"
}

make_database temporal temporal
make_database temporal_visibility visibility
