#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Everything is built, then every test is run. Arguments go to ctest.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/prepare.sh python3 python3-numpy python3-onnx python3-jsonschema python3-yaml chromium dpkg-dev file libonnx-testdata
build release
ctest --test-dir build --output-on-failure -j 2 "$@"
