#!/usr/bin/env bash
# Make the types of both APIs anew from the server's own descriptions, in src/api or the given folder.
set -euo pipefail
into=$(realpath "${1:-$(dirname "${BASH_SOURCE[0]}")/../src/api}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
documents=$(mktemp -d)
trap 'rm -r "$documents"' EXIT
../.venv/bin/python scripts/describe.py "$documents"
for api in management content; do
  node_modules/.bin/openapi-typescript "$documents/$api.json" -o "$into/$api.ts" >/dev/null
done
