#!/bin/sh
# Make one database and one owner each for Airflow and Superset; the postgres image runs this on an empty volume.
set -eu
for name in airflow superset; do
    case $name in
        airflow) password=$AIRFLOW_DATABASE_PASSWORD ;;
        superset) password=$SUPERSET_DATABASE_PASSWORD ;;
    esac
    psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
        --set name="$name" --set password="$password" <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke all on database :"name" from public;
SQL
done
