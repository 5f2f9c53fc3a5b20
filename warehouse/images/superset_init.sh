#!/bin/sh
# Bring Superset's database to the version of the code, make its roles, the first administrator and the dashboards. Safe
# to run again.
set -eu
superset db upgrade
superset init
superset fab create-admin --username "$SUPERSET_ADMIN_NAME" --password "$SUPERSET_ADMIN_PASSWORD" \
    --firstname Thước --lastname đo --email "$SUPERSET_ADMIN_NAME@localhost"
python -m warehouse.bi.inside "$SUPERSET_ADMIN_NAME" /data/warehouse/marts.duckdb
