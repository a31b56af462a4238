#!/bin/sh
# Temporal's core comes built for five platforms, 140 MB; keeps the one of this image.
# Usage: prune-core-bridge.sh NODE_MODULES
set -eu

releases="$1/@temporalio/core-bridge/releases"
keep="$(uname -m)-unknown-linux-gnu"
[ -d "$releases/$keep" ] || { echo "no Temporal core for $keep" >&2; exit 1; }

for release in "$releases"/*; do
  [ "$release" = "$releases/$keep" ] || rm -r "$release"
done
