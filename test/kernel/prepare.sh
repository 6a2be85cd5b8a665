#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes a real kernel tree with its own objtool and the objects that GNU as makes of arch/x86/**/*.S.
#
#   test/kernel/prepare.sh            Debian's linux-source (KERNEL_VERSION, default 6.12), unpacked into .cache/kernel/ and built in place
#   KERNEL_CONFIG=NAME test/kernel/prepare.sh    another configuration of it, built out of tree (make O=) into .cache/kernel/build-VERSION-NAME:
#       frame-pointer   UNWINDER_FRAME_POINTER, XEN_PV, DEBUG_ENTRY
#       plain           no mitigations, no IBT
#       minimal         tinyconfig, 64-bit, with ORC
#       all             allyesconfig
#       x86_32          i386_defconfig: no objtool, but bytes
#       random-SEED     randconfig with that seed
#   KERNEL_TREE=DIR test/kernel/prepare.sh    a tree of yours: nothing is unpacked; it is configured only if it has no .config
#
# KERNEL_ENABLE and KERNEL_DISABLE name further options, KERNEL_JOBS the number of jobs.
# Idempotent: what is there already is kept. Prints the path of the build as its last line.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
version=${KERNEL_VERSION:-6.12}
config=${KERNEL_CONFIG:-default}
cache=${UNWIND_LENS_CACHE:-$here/.cache}/kernel
jobs=${KERNEL_JOBS:-$(nproc)}
say() { printf 'prepare: %s\n' "$*" >&2; }

case $config in
  default) tree=${KERNEL_TREE:-$cache/linux-source-$version} build=$tree ;;
  # kbuild refuses to build out of a source tree that was built in place: these share a second copy.
  frame-pointer|plain|minimal|all|x86_32|random-*) tree=${KERNEL_TREE:-$cache/source-$version} build=$cache/build-$version-$config ;;
  *) say "no configuration '$config': default, frame-pointer, plain, minimal, all, x86_32 or random-SEED"; exit 2 ;;
esac

need=()
for tool in gcc make flex bison bc xz perl; do command -v "$tool" >/dev/null || need+=("$tool"); done
[ -e /usr/include/libelf.h ] || need+=(libelf-dev)
[ -e /usr/include/openssl/ssl.h ] || need+=(libssl-dev)
[ -n "${KERNEL_TREE:-}" ] || [ -e "$tree/Makefile" ] || [ -e "/usr/src/linux-source-$version.tar.xz" ] || need+=("linux-source-$version")
[ ${#need[@]} -eq 0 ] || "$here/scripts/debianPackages.sh" "${need[@]/#xz/xz-utils}"

if [ ! -e "$tree/Makefile" ]; then
  mkdir -p "$tree"
  say "unpacking linux-source-$version"
  tar -C "$tree" --strip-components=1 -xf "/usr/src/linux-source-$version.tar.xz"
fi
mkdir -p "$build"
if [ "$build" = "$tree" ]; then out=(); else out=("O=$build"); fi
arch=x86_64; [ "$config" != x86_32 ] || arch=i386
# Tools of old kernels are not without warnings by new compilers. Their objtool is run on each object, and refuses some of new assemblers:
# the objects are to be seen as they were before.
old=() assembling=()
[ ! -e "$tree/tools/objtool/builtin-orc.c" ] || old=(WERROR=0 EXTRA_WARNINGS=-Wno-error "HOSTCFLAGS=-O2 -Wno-error -fcommon") assembling=(OBJECT_FILES_NON_STANDARD=y)
kbuild() { nice make -s -C "$tree" "${out[@]}" "${old[@]}" "ARCH=$arch" "-j$jobs" "$@"; }
# What C calls from assembly: ciphers and checksums. Their options lay in crypto/Kconfig up to 5.17; since 6.16 those of lib/ have no question of
# their own, and tests ask for all of them.
assembly_options() {
  [ ! -e "$tree/arch/x86/crypto/Kconfig" ] || sed -n 's/^config \(CRYPTO_[A-Z0-9_]*\)$/\1/p' "$tree/arch/x86/crypto/Kconfig"
  awk '/^config /{name = $2} /^\tdepends on.*X86/{print name}' "$tree/crypto/Kconfig"
  [ ! -d "$tree/lib/crypto/x86" ] || printf '%s\n' KUNIT KUNIT_ALL_TESTS $(sed -n 's/^config \(CRYPTO_[A-Z0-9_]*\)$/\1/p' "$tree/crypto/Kconfig" | grep -v FIPS)
}
set_options() { local how=$1 option; shift; for option in "$@"; do "$tree/scripts/config" --file "$build/.config" "$how" "$option"; done; }

if [ ! -e "$build/.config" ]; then
  say "configuring ($config)"
  case $config in
  minimal)
    kbuild tinyconfig >&2
    set_options -e 64BIT UNWINDER_ORC
    set_options -d UNWINDER_GUESS ;;
  all) kbuild allyesconfig >&2 ;;
  x86_32) kbuild i386_defconfig >&2 ;;
  random-*) KCONFIG_SEED=${config#random-} KCONFIG_ALLCONFIG=<(printf 'CONFIG_64BIT=y\n') kbuild randconfig >&2 ;;
  *)
    kbuild x86_64_defconfig >&2
    # shellcheck disable=SC2046
    set_options -e $(assembly_options) XEN XEN_PV XEN_PVH KVM KVM_INTEL KVM_AMD \
      AMD_MEM_ENCRYPT INTEL_TDX_GUEST IA32_EMULATION X86_X32_ABI EFI EFI_STUB EFI_MIXED KEXEC KEXEC_FILE SUSPEND HIBERNATION \
      FUNCTION_TRACER FUNCTION_GRAPH_TRACER DYNAMIC_FTRACE LIVEPATCH KPROBES HYPERV ACPI CRYPTO_AES CRYPTO_BLAKE2S_X86 DEBUG_ENTRY \
      X86_SGX HYPERVISOR_GUEST PARAVIRT_XXL X86_FRED
    set_options -d UNWINDER_FRAME_POINTER UNWINDER_GUESS FRAME_POINTER_UNWINDER
    set_options -e UNWINDER_ORC ORC_UNWINDER
    # Versions of symbols are linked into objects, which then are not the assembler's any more.
    set_options -d MODVERSIONS ;;
  esac
  case $config in
    frame-pointer) set_options -d UNWINDER_ORC; set_options -e UNWINDER_FRAME_POINTER XEN_PV DEBUG_ENTRY ;;
    plain) set_options -d CPU_MITIGATIONS SPECULATION_MITIGATIONS X86_KERNEL_IBT ;;
  esac
  # shellcheck disable=SC2086
  set_options -e ${KERNEL_ENABLE:-}
  # shellcheck disable=SC2086
  set_options -d ${KERNEL_DISABLE:-}
  kbuild olddefconfig >&2
fi
[ -e "$build/include/generated/asm-offsets.h" ] || { say "make prepare"; kbuild prepare >&2; }
[ "$config" = x86_32 ] || [ -x "$build/tools/objtool/objtool" ] || { say "objtool, which this configuration does not build"; kbuild tools/objtool >&2; }
if [ ! -e "$build/arch/x86/entry/.entry_64.o.cmd" ]; then
  say "assembling arch/x86/**/*.S and lib/*/x86/*.S"
  # shellcheck disable=SC2046
  kbuild -k "${assembling[@]}" $(cd "$tree" && find arch/x86 lib/*/x86 -name '*.S' 2>/dev/null | grep -vE 'lds\.S|/um/|realmode|/boot/|purgatory|vdso' | sed 's/\.S$/.o/') >"$build/.unwind-lens-build.log" 2>&1 || true
fi
say "$(find "$build/arch/x86" "$build/lib" -name '.*.o.cmd' -exec grep -l '^source_.*\.S$' {} + | wc -l) objects with their flags"
printf '%s\n' "$build"
