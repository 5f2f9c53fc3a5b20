#!/bin/sh
# Bring Airflow's database to the version of the code, and make the first administrator. Safe to run again.
set -eu
airflow db migrate
airflow users create --role Admin --username "$AIRFLOW_ADMIN_NAME" --password "$AIRFLOW_ADMIN_PASSWORD" \
    --firstname Thước --lastname đo --email "$AIRFLOW_ADMIN_NAME@localhost"
