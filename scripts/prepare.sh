#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Sourced in the project's folder: installs the Debian packages that are missing (arguments: further
# packages) and defines `build`.
packages=(
  g++ cmake make
  libboost-dev libboost-filesystem-dev libboost-program-options-dev
  libarmadillo-dev libopenblas-pthread-dev libdnnl-dev
  libyaml-cpp-dev libfmt-dev libspdlog-dev nlohmann-json3-dev
  libonnx-dev libprotobuf-dev protobuf-compiler
  zlib1g-dev libpng-dev libjpeg62-turbo-dev libssl-dev libelf-dev libseccomp-dev
  libhnswlib-dev
  catch2 gnuplot-nox libgnuplot-iostream-dev fonts-dejavu-core
  "$@"
)

missing=()
for package in "${packages[@]}"; do
  if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$'; then
    missing+=("$package")
  fi
done

if [ ${#missing[@]} -gt 0 ]; then
  if [ ! -e /etc/debian_version ] || ! command -v apt-get >/dev/null; then
    echo "This script installs packages on Debian 12 only. Elsewhere, install what corresponds to:" >&2
    printf '  %s\n' "${missing[@]}" >&2
    exit 1
  fi
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      echo "Neither root nor sudo here. As root: apt-get install ${missing[*]}" >&2
      exit 1
    }
    as_root=(sudo)
  fi
  echo "installing: ${missing[*]}" >&2
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# build PRESET [TARGET ...]: configures where that was not done, and builds on all cores.
build() {
  local preset=$1 folder=build
  shift
  [ "$preset" = release ] || folder=build-$preset
  [ -f "$folder/CMakeCache.txt" ] || {
    echo "building in $folder: a few minutes the first time" >&2
    cmake --preset "$preset" >/dev/null
  }
  cmake --build "$folder" -j "$(nproc)" ${1:+--target "$@"} >"$folder/build.log" 2>&1 || {
    tail -n 60 "$folder/build.log" >&2
    exit 1
  }
}
