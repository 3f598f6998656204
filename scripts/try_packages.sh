#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs the Debian packages into a clean Debian 12, made by debootstrap and removed afterwards, and
# uses them there as an ordinary user: the example pipeline, then a plugin of each shape. It needs
# root, debootstrap, the network and about 2 GB in /tmp; the tests do with less (tests/installed).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/prepare.sh debootstrap
mirror=${MIRROR:-http://deb.debian.org/debian}
build release lucarne plugins manual
work=$(mktemp -d)
root=$work/root
leave() {
  umount -q "$root/proc" || true
  rm -rf --one-file-system "$work"
}
trap leave EXIT

(cd build && cpack -G DEB -B "$work/packages" >"$work/cpack.log")
debootstrap --variant=minbase bookworm "$root" "$mirror" >"$work/debootstrap.log"
mount -t proc proc "$root/proc"
cp "$work"/packages/*.deb "$root/tmp"
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/bin:/usr/sbin:/bin:/sbin "$@"; }
install() {
  inside DEBIAN_FRONTEND=noninteractive sh -c "apt-get -qq update && \
    apt-get -qq install -y --no-install-recommends $* >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }"
}
as_user() { inside HOME=/home/analyst su --shell /bin/bash analyst -c "set -o pipefail; $1"; }

install '/tmp/lucarne_*.deb'
inside useradd --create-home analyst
as_user 'cd && lucarne --version && lucarne plugins && cp -r /usr/share/lucarne/example . &&
  cd example && lucarne run example.yaml --quiet'
install '/tmp/liblucarne-dev_*.deb' cmake make catch2
for shape in fold whole; do
  as_user "cd && command=\$(lucarne new-plugin first-$shape --$shape) && echo \"\$command\" &&
    time \$command | tail -n 4"
done
