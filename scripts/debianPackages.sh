#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/debianPackages.sh PACKAGE...: installs those that are not there yet, and nothing that they only recommend. Says so on stderr.
set -euo pipefail
missing=()
for package; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
printf 'installing %s\n' "${missing[*]}" >&2
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq >&2 </dev/null
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null </dev/null
