#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Takes a symbol from a copy of the record and changes a header's digest: the check must tell both,
# and how to mend it; and it must not touch the record.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
export LUCARNE_API
LUCARNE_API=$(mktemp -d)
trap 'rm -rf "$LUCARNE_API"' EXIT
fail() { echo "error: $1" >&2; exit 1; }

cp "$root"/tests/api/*.txt "$LUCARNE_API"
"$root/scripts/update_api.sh" >/dev/null
"$root/scripts/update_api.sh" --check || fail "what was just recorded differs"

sed -i '/typeinfo for lucarne::Model/d' "$LUCARNE_API/symbols.txt"
sed -i 's/^.*  abi.hpp$/0000000000000000  abi.hpp/' "$LUCARNE_API/headers.txt"
before=$(cat "$LUCARNE_API"/*.txt)
said=$("$root/scripts/update_api.sh" --check 2>&1) && fail "a changed record passes"
for words in '+typeinfo for lucarne::Model' '-0000000000000000  abi.hpp' \
  'raise LUCARNE_API_VERSION' 'scripts/update_api.sh'; do
  grep -qF -e "$words" <<<"$said" || fail "wanted '$words' in: $said"
done
[ "$before" = "$(cat "$LUCARNE_API"/*.txt)" ] || fail "--check changed the record"
