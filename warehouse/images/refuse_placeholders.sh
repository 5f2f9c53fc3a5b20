#!/bin/sh
# Refuse secrets that are no secrets. SECRETS names the variables to look at; exit 1 and a sentence for each bad one.
set -eu

why_not() { # VALUE: print why it is no secret, or nothing
    case $1 in
        "") echo "is empty"; return ;;
        *[!A-Za-z0-9_=-]*) echo "has other characters than letters, digits, _, - and ="; return ;;
    esac
    case $(printf %s "$1" | tr '[:upper:]' '[:lower:]') in
        *change*me* | *placeholder* | *example* | *password* | *secret*) echo "is a placeholder"; return ;;
    esac
    if [ "${#1}" -lt 20 ]; then echo "is shorter than 20 characters"; return; fi
    if [ "$(printf %s "$1" | fold -w 1 | sort -u | wc -l)" -lt 8 ]; then echo "repeats a few characters"; fi
}

refused=0
for name in ${SECRETS:-}; do
    eval "value=\${$name:-}"
    reason=$(why_not "$value")
    if [ -n "$reason" ]; then
        echo "$name $reason; put a random value into .env (make .env writes a new .env full of them)." >&2
        refused=1
    fi
done
exit "$refused"
