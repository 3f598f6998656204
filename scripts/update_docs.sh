#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Writes what docs/ takes from the code: the parameter tables of the plugin pages, from
# `lucarne describe`, and the example in docs/write_a_plugin.md, from its source. With --check it
# changes nothing and fails where a page is stale. LUCARNE names the program (build/bin/lucarne).
set -euo pipefail
cd "$(dirname "$0")/.."
lucarne=${LUCARNE:-build/bin/lucarne}
check=${1:-}
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT

# replaced PAGE MARK TEXT: PAGE with TEXT between the lines of MARK.
replaced() {
  grep -q "^<!-- $2: begin -->$" "$1" && grep -q "^<!-- $2: end -->$" "$1" || {
    echo "error: $1 has no lines '<!-- $2: begin -->' and '<!-- $2: end -->'" >&2
    exit 1
  }
  awk -v mark="$2" -v text="$3" '
    $0 == "<!-- " mark ": begin -->" {
      print; while ((getline line < text) > 0) print line; inside = 1
    }
    $0 == "<!-- " mark ": end -->" { inside = 0 }
    !inside { if ($0 != "<!-- " mark ": begin -->") print }' "$1"
}

stale=0
# update PAGE MARK TEXT
update() {
  replaced "$1" "$2" "$3" >"$new/page"
  cmp -s "$new/page" "$1" && return
  if [ "$check" = --check ]; then
    echo "stale: $1; run scripts/update_docs.sh" >&2
    diff "$1" "$new/page" >&2 || true
    stale=1
  else
    cp "$new/page" "$1"
    echo "updated: $1"
  fi
}

for page in docs/plugins/*.md; do
  plugin=$(basename "$page" .md)
  # Title, question and the heading of the parameters stand in the page itself.
  "$lucarne" describe "$plugin" |
    awk '/^\| name /{begun = 1} begun' | sed 's/^## /### /' >"$new/text"
  [ -s "$new/text" ] || { echo "error: '$lucarne describe $plugin' lists no parameters" >&2; exit 1; }
  update "$page" parameters "$new/text"
done

{
  echo '```cpp'
  cat docs/examples/brightness/brightness.cpp
  echo '```'
} >"$new/text"
update docs/write_a_plugin.md example "$new/text"
{
  echo '```cpp'
  cat docs/examples/logit_spread/logit_spread.cpp
  echo '```'
} >"$new/text"
update docs/fold_states.md logit_spread "$new/text"
exit "$stale"
