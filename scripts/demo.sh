#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# From a fresh Debian 12 machine to the report on MNIST. Arguments go to `lucarne run`.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/prepare.sh
build release lucarne plugins
report=$(build/bin/lucarne run configs/mnist.yaml "$@")
echo "The report is ready. Open it in a browser: $report"
