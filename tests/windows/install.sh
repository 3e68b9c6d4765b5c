#!/bin/sh
# Installs what building devcert.exe and running it needs: Debian's Rust with the source of the standard
# library, the compiler and libraries of mingw-w64, and Wine.
# Quick, and off the network, when everything is there already.
set -eu
# shellcheck source=tests/apt.sh
. "$(dirname "$0")/../apt.sh"

install_missing \
  /usr/bin/rustc:rustc-web \
  /usr/lib/rustlib/src/rust/library/std/Cargo.toml:rust-web-src \
  /usr/bin/x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64 \
  /usr/bin/x86_64-w64-mingw32-g++:g++-mingw-w64-x86-64 \
  /usr/bin/wine:wine \
  /usr/lib/wine/wine64:wine64
