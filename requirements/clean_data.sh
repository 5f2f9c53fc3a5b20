#!/bin/sh
# Remove a data folder after asking: clean_data.sh FOLDER [1 to be asked nothing]
set -eu
folder=$1

if ! [ -d "$folder" ]; then
    echo "Nothing to remove: $folder is not there."
    exit 0
fi
if ! [ -d "$folder/raw" ] && [ -n "$(ls -A "$folder")" ]; then
    echo "Not removed: $folder has no raw/ in it, so it is no data folder of Thước đo." >&2
    exit 1
fi
echo "$folder holds $(du -sh "$folder" | cut -f1): raw (all that was ever fetched; some of it may be gone from the web), the marts, logs."
if [ "${2:-}" != 1 ]; then
    if ! [ -t 0 ]; then
        echo "Not removed: there is no terminal to ask on. To remove it unasked: make clean-data YES=1" >&2
        exit 1
    fi
    printf 'Remove all of it? Type yes: '
    read -r answer
    if [ "$answer" != yes ]; then
        echo "Not removed."
        exit 1
    fi
fi
rm -rf -- "$folder"
echo "Removed: $folder"
