#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs the real editors that test/editors drives: neovim, Emacs with eglot and with lsp-mode, vim with ALE, Kate, and a whole VS Code workbench (code-server shown
# by Debian's chromium).
#
#   test/editors/setup.sh            install, or say that all is there already
#   test/editors/setup.sh --force    install the workbench again from nothing
#
# The workbench goes to $VSCODE_HOST_DIR (default ~/.cache/vscode-host; 154 MB). Needs Debian 12, Node 20, the npm registry, and
# root or sudo unless the Debian packages are there. Native addons are compiled here; ripgrep and chromium are Debian's; nothing is
# fetched from anywhere else.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
directory=${VSCODE_HOST_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/vscode-host}
code_server=node_modules/code-server

say() { printf 'editors: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

main() {
  case ${1:-} in --force|'') ;; *) die "unknown argument: $1" ;; esac
  [ "$(node -p 'process.versions.node.split(".")[0]')" = 20 ] || die "code-server 4.99 runs on Node 20 only; this is $(node -v)"
  "$here/../../scripts/debianPackages.sh" g++ make python3 ripgrep chromium fonts-dejavu-core neovim emacs-nox elpa-eglot elpa-lsp-mode vim vim-ale kate dbus-daemon
  workbench "${1:-}"
}

# Idempotent: a stamp holds a hash of all that decides the outcome.
workbench() {
  mkdir -p "$directory"
  exec 9>"$directory/.lock"
  flock 9                                   # one installer at a time
  log=$directory/setup.log
  local stamp=$directory/.ready key
  key=$(cat "$here/vscode-host/package-lock.json" "$here/setup.sh" <(node -v) | sha256sum | cut -d' ' -f1)
  if [ "$1" != --force ] && [ "$(cat "$stamp" 2>/dev/null)" = "$key" ]; then say "ready; the workbench is in $directory"; return; fi

  local started=$SECONDS
  rm -rf "$stamp" "$directory/node_modules"
  cp "$here"/vscode-host/package*.json "$directory/"
  : >"$log"
  trap 's=$?; [ $s = 0 ] || { say "failed; the end of $log:"; tail -20 "$log" >&2; }' EXIT

  # Compile against the headers that came with this node; without them node-gyp would look on the internet.
  local prefix
  prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  if [ -f "$prefix/include/node/node.h" ]; then export npm_config_nodedir=$prefix; fi
  export npm_config_build_from_source=true npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false

  cd "$directory"
  step "npm ci: code-server"
  npm ci --ignore-scripts >>"$log" 2>&1 </dev/null
  native argon2 lib/binding/napi-v3/argon2.node
  cd $code_server/lib/vscode
  step "npm install: VS Code's server modules"   # its shrinkwrap lacks tslib, so npm ci fails
  npm install --omit=dev --ignore-scripts >>"$log" 2>&1 </dev/null
  ln -sfn node_modules node_modules.asar         # VS Code looks for modules under both names
  native node-pty build/Release/pty.node
  native @vscode/spdlog build/Release/spdlog.node
  native native-watchdog build/Release/watchdog.node
  mkdir -p node_modules/@vscode/ripgrep/bin
  ln -sfn "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
  node -e 'require("@parcel/watcher")' >>"$log" 2>&1 || die "@parcel/watcher does not load"
  find . -name '*.map' -delete                   # half of the size

  cd "$directory"
  XDG_CONFIG_HOME=$directory/.try XDG_DATA_HOME=$directory/.try node $code_server/out/node/entry.js --version >>"$log" 2>&1 ||
    die "code-server does not start"
  rm -rf .try
  echo "$key" >"$stamp"
  say "installed the workbench in $directory in $((SECONDS - started)) s"
}

step() { say "  $*"; echo "== $*" >>"$log"; }

# native PACKAGE FILE: compiles one addon. What counts is FILE, not npm's exit status: node-pty's last step fails after a good build.
native() {
  step "compile $1"
  npm rebuild --foreground-scripts "$1" >>"$log" 2>&1 </dev/null || true
  [ -f "node_modules/$1/$2" ] || die "$1 did not build ($2 is missing)"
}

main "$@"
