#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Records what is API, in tests/api: the symbols that liblucarne exports, and a digest of what each
# header of the SDK declares (comments and layout do not count). With --check nothing is written,
# and what differs from the record is an error. LUCARNE_BUILD names the build folder (build);
# LUCARNE_API the folder of the record.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${LUCARNE_BUILD:-build}
record=${LUCARNE_API:-tests/api}
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT

# Functions and the tables of classes; inline functions (W) come and go with the optimisation.
nm -D --defined-only -C "$build/lib/liblucarne.so" | awk '$2 ~ /^[TVDBR]$/' | cut -d' ' -f3- |
  grep 'lucarne::' | LC_ALL=C sort >"$new/symbols.txt"
cp "$build/framework/headers.txt" "$new/headers.txt"

differs=0
for list in symbols headers; do
  diff -U0 "$record/$list.txt" "$new/$list.txt" >"$new/difference" && continue
  if [ "${1:-}" = --check ]; then
    echo "the API differs from its record, $record/$list.txt (- recorded, + found):" >&2
    grep '^[-+][^-+]' "$new/difference" >&2
    differs=1
  else
    cp "$new/$list.txt" "$record/$list.txt"
    echo "updated: $record/$list.txt"
  fi
done
if [ "$differs" = 1 ]; then
  cat >&2 <<'END'
Was this meant? Plugins built before are refused from now on, and must be built again. Where a
plugin's source must change too, raise LUCARNE_API_VERSION in framework/include/lucarne/abi.hpp and
say in CHANGELOG.md what authors have to do. Then record the new API: scripts/update_api.sh
END
fi
exit "$differs"
