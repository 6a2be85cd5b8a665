#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes a real kernel tree with its own objtool and the objects that GNU as makes of arch/x86/**/*.S.
#
#   test/kernel/prepare.sh            Debian's linux-source (KERNEL_VERSION, default 6.12), unpacked into .cache/kernel/
#   KERNEL_TREE=DIR test/kernel/prepare.sh    a tree of yours: nothing is unpacked; it is configured only if it has no .config
#
# Idempotent: what is there already is kept. Prints the tree's path as its last line.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
version=${KERNEL_VERSION:-6.12}
cache=${UNWIND_LENS_CACHE:-$here/.cache}/kernel
tree=${KERNEL_TREE:-$cache/linux-source-$version}
say() { printf 'prepare: %s\n' "$*" >&2; }

need=()
for tool in gcc make flex bison bc xz perl; do command -v "$tool" >/dev/null || need+=("$tool"); done
[ -e /usr/include/libelf.h ] || need+=(libelf-dev)
[ -e /usr/include/openssl/ssl.h ] || need+=(libssl-dev)
[ -n "${KERNEL_TREE:-}" ] || [ -e "$tree/Makefile" ] || [ -e "/usr/src/linux-source-$version.tar.xz" ] || need+=("linux-source-$version")
if [ ${#need[@]} -gt 0 ]; then
  packages=$(printf '%s\n' "${need[@]}" | sed 's/^xz$/xz-utils/')
  say "installing: $packages"
  sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq >&2
  # shellcheck disable=SC2086
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >&2
fi

if [ ! -e "$tree/Makefile" ]; then
  mkdir -p "$cache"
  say "unpacking linux-source-$version"
  tar -C "$cache" -xf "/usr/src/linux-source-$version.tar.xz"
fi
cd "$tree"

if [ ! -e .config ]; then
  say "configuring"
  make -s x86_64_defconfig >&2
  for option in $(sed -n 's/^config \(CRYPTO_[A-Z0-9_]*\)$/\1/p' arch/x86/crypto/Kconfig) XEN XEN_PV XEN_PVH KVM KVM_INTEL KVM_AMD \
      AMD_MEM_ENCRYPT INTEL_TDX_GUEST IA32_EMULATION X86_X32_ABI EFI EFI_STUB EFI_MIXED KEXEC KEXEC_FILE SUSPEND HIBERNATION \
      FUNCTION_TRACER FUNCTION_GRAPH_TRACER DYNAMIC_FTRACE LIVEPATCH KPROBES HYPERV ACPI CRYPTO_AES CRYPTO_BLAKE2S_X86 DEBUG_ENTRY \
      X86_SGX HYPERVISOR_GUEST PARAVIRT_XXL X86_FRED ${KERNEL_ENABLE:-}; do
    ./scripts/config -e "$option"
  done
  for option in ${KERNEL_DISABLE:-}; do ./scripts/config -d "$option"; done
  make -s olddefconfig >&2
fi
[ -e include/generated/asm-offsets.h ] && [ -x tools/objtool/objtool ] || { say "make prepare"; make -s -j"$(nproc)" prepare >&2; }
if [ ! -e arch/x86/entry/.entry_64.o.cmd ]; then
  say "assembling arch/x86/**/*.S"
  # shellcheck disable=SC2046
  make -k -s -j"$(nproc)" $(find arch/x86 -name '*.S' | grep -vE 'lds\.S|/um/|realmode|/boot/|purgatory|vdso' | sed 's/\.S$/.o/') >"$tree/.unwind-lens-build.log" 2>&1 || true
fi
say "$(find arch/x86 -name '.*.o.cmd' | wc -l) objects with their flags"
printf '%s\n' "$tree"
