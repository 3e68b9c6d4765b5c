#!/bin/sh
# Installs what building devcert.exe and running it needs: Debian's Rust with the source of the standard
# library, the compiler and libraries of mingw-w64, and Wine.
# Quick, and off the network, when everything is there already.
set -eu

# Each program or file with the Debian package that has it.
needed='
  /usr/bin/rustc:rustc-web
  /usr/lib/rustlib/src/rust/library/std/Cargo.toml:rust-web-src
  /usr/bin/x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64
  /usr/bin/x86_64-w64-mingw32-g++:g++-mingw-w64-x86-64
  /usr/bin/wine:wine
  /usr/lib/wine/wine64:wine64
'

fail() {
  echo "install.sh: $*" >&2
  exit 1
}

missing() {
  for entry in $needed; do
    [ -e "${entry%%:*}" ] || printf '%s ' "${entry#*:}"
  done
}

apt() {
  command -v apt-get >/dev/null || fail "no apt-get here; install by hand: $packages"
  # The timeout waits for another apt to end instead of failing at once.
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 "$@" >&2
}

packages=$(missing)
[ -n "$packages" ] || exit 0
echo "installing Debian packages: $packages" >&2
if [ "$(id -u)" -eq 0 ]; then as_root=; else as_root=sudo; fi
apt update || fail "apt-get update failed"
# shellcheck disable=SC2086 # a list, to be split
apt install -y --no-install-recommends --no-remove $packages || fail "apt-get could not install: $packages"
packages=$(missing)
[ -z "$packages" ] || fail "installed, but not found: $packages"
