#!/bin/sh
# Print .env.example with a random value of 256 bits (44 characters) in the place of each "change-me".
set -eu
while IFS= read -r line; do
    case $line in
        *=change-me) printf '%s=%s\n' "${line%%=*}" "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')" ;;
        *) printf '%s\n' "$line" ;;
    esac
done <"$(dirname "$0")/../../.env.example"
