#!/bin/sh
# Serve the dashboards on this machine without Docker: serve.sh ENVIRONMENT_OF_SUPERSET ENVIRONMENT_OF_THUOCDO
# Accounts and dashboards live in data/superset (SQLite), the key and the first password in files only you can read.
set -eu
superset=$1/bin
thuocdo=$2/bin/thuocdo
port=${SUPERSET_PORT:-8088}
here=$(cd "$(dirname "$0")" && pwd)
data=${THUOCDO_DATA:-$here/../../data}
umask 077
mkdir -p "$data/superset"
SUPERSET_HOME=$(cd "$data/superset" && pwd)
log=$SUPERSET_HOME/log.txt

random() { "$superset/python" -c 'import secrets; print(secrets.token_urlsafe(42))'; }
[ -s "$SUPERSET_HOME/secret_key" ] || random >"$SUPERSET_HOME/secret_key"
[ -n "${SUPERSET_ADMIN_PASSWORD:-}" ] || [ -s "$SUPERSET_HOME/admin_password" ] || random >"$SUPERSET_HOME/admin_password"
SUPERSET_ADMIN_PASSWORD=${SUPERSET_ADMIN_PASSWORD:-$(cat "$SUPERSET_HOME/admin_password")}
SUPERSET_SECRET_KEY=$(cat "$SUPERSET_HOME/secret_key")
SUPERSET_CONFIG_PATH=$here/superset_config.py
SUPERSET_ADDRESS=http://127.0.0.1:$port
FLASK_APP="superset.app:create_app()"
export SUPERSET_HOME SUPERSET_ADMIN_PASSWORD SUPERSET_SECRET_KEY SUPERSET_CONFIG_PATH SUPERSET_ADDRESS FLASK_APP

echo "Preparing Superset in $SUPERSET_HOME (about a minute; its log: $log) ..."
{
    "$superset/superset" db upgrade
    "$superset/superset" init
    "$superset/superset" fab create-admin --username "${SUPERSET_ADMIN_NAME:-admin}" --firstname Quản --lastname trị \
        --email admin@localhost --password "$SUPERSET_ADMIN_PASSWORD"
} >>"$log" 2>&1 || { tail -n 20 "$log" >&2; exit 1; }

"$superset/gunicorn" --bind "127.0.0.1:$port" --workers 1 --worker-class gthread --threads 8 --timeout 120 \
    "superset.app:create_app()" >>"$log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server"' EXIT
trap 'exit 0' INT TERM
until "$superset/python" -c "import urllib.request; urllib.request.urlopen('$SUPERSET_ADDRESS/health')" 2>/dev/null; do
    kill -0 "$server" 2>/dev/null || { tail -n 20 "$log" >&2; exit 1; }
    sleep 1
done
if [ -e "$data/warehouse/marts.duckdb" ]; then
    "$thuocdo" dashboards import
else
    echo "Nothing is published yet: make run, then make dashboards."
fi
echo "Sign in at $SUPERSET_ADDRESS as ${SUPERSET_ADMIN_NAME:-admin}; the password is in $SUPERSET_HOME/admin_password, or the one you set. Ctrl-C ends it."
wait "$server"
