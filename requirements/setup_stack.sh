#!/bin/sh
# Install the system programs that make test-stack needs: OCR with Vietnamese, a browser, R, a C compiler, Pango
# and fonts for PDF, and what docker-compose.yml takes from images: PostgreSQL, Redis, nginx; docker-compose reads
# the file, no engine needed.
set -u
programs="tesseract-ocr tesseract-ocr-vie chromium r-base-core gcc libc6-dev postgresql redis-server nginx-light docker-compose iproute2"
programs="$programs libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-extra"

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Nothing installed: this system has no apt-get; install tesseract (with its language data vie), chromium, R, a C compiler, PostgreSQL, Redis, nginx, Pango and the DejaVu fonts by its own means."
    exit 0
fi
as_root=
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "Nothing installed: apt-get needs root; run as root: apt-get update && apt-get install $programs"
        exit 0
    fi
    as_root="sudo"
fi
$as_root apt-get update -qq || echo "The package lists could not be renewed; going on with those that are there."
for program in $programs; do
    if DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$program" >/dev/null; then
        echo "installed: $program"
    else
        echo "NOT installed: $program (apt-get said why above); the tests that need it will be left out."
    fi
done
