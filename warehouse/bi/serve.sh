#!/bin/sh
# Serve the dashboards on this machine without Docker: serve.sh ENVIRONMENT_OF_SUPERSET
# Accounts and dashboards live in data/superset (SQLite), the key and the first password in files only you can read.
set -eu
superset=$(cd "$1/bin" && pwd)
port=${SUPERSET_PORT:-8088}
admin=${SUPERSET_ADMIN_NAME:-admin}
data=${THUOCDO_DATA:-$(dirname "$0")/../../data}
umask 077
mkdir -p "$data/superset"
data=$(cd "$data" && pwd)
cd "$(dirname "$0")/../.."
SUPERSET_HOME=$data/superset
log=$SUPERSET_HOME/log.txt

random() { "$superset/python" -c 'import secrets; print(secrets.token_urlsafe(42))'; }
[ -s "$SUPERSET_HOME/secret_key" ] || random >"$SUPERSET_HOME/secret_key"
[ -n "${SUPERSET_ADMIN_PASSWORD:-}" ] || [ -s "$SUPERSET_HOME/admin_password" ] || random >"$SUPERSET_HOME/admin_password"
SUPERSET_ADMIN_PASSWORD=${SUPERSET_ADMIN_PASSWORD:-$(cat "$SUPERSET_HOME/admin_password")}
SUPERSET_SECRET_KEY=$(cat "$SUPERSET_HOME/secret_key")
SUPERSET_CONFIG_PATH=$PWD/warehouse/bi/superset_config.py
FLASK_APP="superset.app:create_app()"
export SUPERSET_HOME SUPERSET_SECRET_KEY SUPERSET_CONFIG_PATH FLASK_APP

echo "Preparing Superset in $SUPERSET_HOME (about a minute; its log: $log) ..."
{
    "$superset/superset" db upgrade
    "$superset/superset" init
    "$superset/superset" fab create-admin --username "$admin" --firstname Quản --lastname trị \
        --email admin@localhost --password "$SUPERSET_ADMIN_PASSWORD"
    "$superset/python" -m warehouse.bi.inside "$admin" "$data/warehouse/marts.duckdb"
} >>"$log" 2>&1 || { tail -n 20 "$log" >&2; exit 1; }

"$superset/gunicorn" --bind "127.0.0.1:$port" --workers 1 --worker-class gthread --threads 8 --timeout 120 \
    "superset.app:create_app()" >>"$log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server"' EXIT
trap 'exit 0' INT TERM
until "$superset/python" -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port/health')" 2>/dev/null; do
    kill -0 "$server" 2>/dev/null || { tail -n 20 "$log" >&2; exit 1; }
    sleep 1
done
[ -e "$data/warehouse/marts.duckdb" ] || echo "Nothing is published yet: the dashboards stay empty until make run."
echo "Sign in at http://127.0.0.1:$port as $admin; the password is in $SUPERSET_HOME/admin_password, or the one you set. Ctrl-C ends it."
wait "$server"
