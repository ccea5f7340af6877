#!/bin/sh
# System packages (Debian) that parts of this project use beside npm's: missing ones are installed when root, named otherwise.
# Usage: scripts/system-packages.sh [--check] bench|boards|test ...
#   --check   only name what is missing; exit code 1 if anything is
# Nothing here is needed to build or use Tacet; what a part can't find, it names and leaves out.
set -eu

# One line a group: "command-or-file package", checked by the first, installed by the second.
group() {
  case "$1" in
    bench) # peers of `npm run bench` and the load generator of bench/http
      echo "clang clang"
      echo "wasm-ld lld"
      echo "/usr/bin/rustc rustc" # another rustc on PATH has no wasm32 core
      echo "/usr/lib/rustlib/wasm32-unknown-unknown libstd-rust-dev-wasm32"
      echo "wrk wrk"
      ;;
    test) # tests that start foreign tools are skipped without them
      echo "curl curl"
      echo "chromium chromium"
      echo "clang clang"
      echo "/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a libclang-rt-dev" # libFuzzer, sanitizers
      ;;
    boards) # firmware and its emulators
      echo "arm-none-eabi-gcc gcc-arm-none-eabi"
      echo "/usr/lib/arm-none-eabi/newlib libnewlib-arm-none-eabi"
      echo "riscv64-unknown-elf-gcc gcc-riscv64-unknown-elf"
      echo "/usr/lib/picolibc/riscv64-unknown-elf picolibc-riscv64-unknown-elf"
      echo "qemu-system-arm qemu-system-arm"
      echo "qemu-system-riscv32 qemu-system-misc"
      ;;
    *)
      echo "system-packages: unknown group '$1' (bench, boards, test)" >&2
      exit 2
      ;;
  esac
}

present() {
  case "$1" in
    /*) # shellcheck disable=SC2086 # a pattern
      ls -d $1 >/dev/null 2>&1 ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

check=no
if [ "${1:-}" = "--check" ]; then
  check=yes
  shift
fi
if [ $# -eq 0 ]; then
  echo "usage: $0 [--check] bench|boards|test ..." >&2
  exit 2
fi

missing=""
for name in "$@"; do
  needs=$(group "$name")
  while read -r probe package; do
    present "$probe" || missing="$missing $package"
  done <<NEEDS
$needs
NEEDS
done

if [ -z "$missing" ]; then
  echo "system-packages: all there"
  exit 0
fi
if [ "$check" = yes ]; then
  echo "system-packages: missing:$missing"
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "system-packages: missing:$missing"
  echo "as root: apt-get install -y --no-install-recommends$missing"
  exit 1
fi
apt-get update
# shellcheck disable=SC2086 # a list of words
apt-get install -y --no-install-recommends $missing
