#!/bin/sh
# Make or renew the environment from a lock file: install.sh FOLDER LOCK [--packages-only]
# LOCK is runtime, development, benchmark, stack or superset; --packages-only leaves this project itself out.
set -eu
venv=$1
lock=requirements/$2.lock
log=$venv/install.log
newest=13
if [ "$2" = superset ]; then newest=12; fi # its pandas has no wheels for 3.13

fits() { "$1" -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $newest))" >/dev/null 2>&1; }

python=
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if fits "$candidate"; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
    found=$(${PYTHON:-python3} --version 2>&1 || true)
    echo "$venv needs Python 3.11 to 3.$newest (found: ${found:-none}); install one, or name it: make run PYTHON=/path/to/python3.12" >&2
    exit 1
fi

if ! [ -x "$venv/bin/python" ] || ! fits "$venv/bin/python"; then
    rm -rf "$venv"
    if ! "$python" -m venv "$venv"; then
        echo "$python cannot make a virtual environment; install its venv module (on Debian: apt-get install python3-venv)." >&2
        exit 1
    fi
fi

echo "Installing $(grep -c '==' "$lock") packages from $lock into $venv (once, a minute or two) ..."
pip() { "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$@"; }
if ! { pip --require-hashes -r "$lock" &&
    { [ "${3:-}" = --packages-only ] || pip --no-build-isolation --editable .; }; } >"$log" 2>&1; then
    grep -i error "$log" | tail -n 5 >&2 || true
    echo "The packages could not be installed; the whole story is in $log." >&2
    exit 1
fi
touch "$venv/.runtime" "$venv/.$2"
