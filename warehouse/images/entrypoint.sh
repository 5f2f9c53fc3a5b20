#!/bin/sh
# Start what the service is told to start, unless one of its secrets (named in SECRETS) is a placeholder.
set -eu
"$(dirname "$0")/refuse_placeholders.sh"
exec "$@"
