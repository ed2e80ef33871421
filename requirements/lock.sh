#!/bin/sh
# Write the locks anew from the .in files: exact versions with hashes, for Python 3.11 and newer.
# Needs uv (pip install uv). No address of a package registry is written.
set -eu
cd "$(dirname "$0")"
lock() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url "$@"; }
lock base.in -o base.txt
lock dev.in -o dev.txt
for one in postgres redis node; do lock --no-deps "$one.in" -o "$one.txt"; done
