#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Writes what docs/ takes from the code: the parameter tables of the plugin pages, from
# `lucarne describe`, and C++ from docs/examples. With --check it changes nothing and fails where a
# page is stale; with --pictures it also draws those of docs/plugin_figures.md. LUCARNE names the
# program (build/bin/lucarne).
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

# snippet FOLDER[#PART]: the source in docs/examples/FOLDER, or what stands in it between the lines
# "// [PART]" and "// [/PART]", less its indentation.
snippet() {
  local file=docs/examples/${1%%#*}/${1%%#*}.cpp part=${1#*#}
  echo '```cpp'
  if [ "$part" = "$1" ]; then
    cat "$file"
  else
    awk -v part="$part" '
      $0 ~ "^ *// \\[/" part "\\]$" { inside = 0 }
      inside { print substr($0, indent + 1) }
      $0 ~ "^ *// \\[" part "\\]$" { inside = 1; indent = match($0, "//") - 1 }' "$file"
  fi
  echo '```'
}

for page in docs/*.md; do
  while read -r mark; do
    snippet "$mark" >"$new/text"
    [ "$(wc -l <"$new/text")" -gt 2 ] || { echo "error: $page: no snippet '$mark'" >&2; exit 1; }
    update "$page" "$mark" "$new/text"
  done < <(sed -n 's/^<!-- \([a-z_]*\(#[a-z-]*\)\{0,1\}\): begin -->$/\1/p' "$page")
done
# Pictures depend on the versions of fonts and cairo: drawn anew where asked for, never compared here.
if [ "$check" = --pictures ]; then
  cp -r configs/example "$new/example"
  printf '%s\nstages:\n  - plugin: every-figure\n' "$(sed '/^stages:/,$d' configs/example/example.yaml)" \
    >"$new/example/example.yaml"
  "$lucarne" run "$new/example/example.yaml" --quiet --output "$new/run" \
    --plugin-dir build/tests/example-plugins >/dev/null
  for picture in "$new"/run/every-figure/*.png; do
    cp "$picture" "docs/pictures/figure_$(basename "$picture")"
  done
fi
exit "$stale"
