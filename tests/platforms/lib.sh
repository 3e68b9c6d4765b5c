# What the scripts that build for other platforms share. Uses the compiler of Debian, which has the source of its standard library.
# shellcheck shell=bash
set -euo pipefail
script=$(realpath "$0")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/apt.sh
source tests/apt.sh

# For `install_missing`.
# shellcheck disable=SC2034
rust=(/usr/bin/rustc:rustc-web /usr/lib/rustlib/src/rust/library/std/Cargo.toml:rust-web-src)
# shellcheck disable=SC2034
directory=$(realpath -m "${CARGO_TARGET_DIR:-target}")

usage() {
  sed -n 's/^# usage: /usage: /p' "$script" >&2
  exit 2
}

# seconds WHAT: prints how long it took, since the last call.
begun=$SECONDS
seconds() {
  printf '%s: %s s\n' "$1" "$((SECONDS - begun))" >&2
  begun=$SECONDS
}

# expect WHAT EXPECTED ACTUAL: exits with the difference, and names the target.
expect() {
  [ "$2" = "$3" ] || { printf '%s: %s\n' "${target:?}" "$1" >&2; diff <(echo "$2") <(echo "$3") >&2; exit 1; }
}

# Zig is a C compiler and linker for other platforms, with their headers and C libraries. It is installed from PyPI.
zig_version=0.17.1
zig_tools=$directory/zig
zig_python=$zig_tools/ziglang-$zig_version/bin/python

install_zig() {
  install_missing /usr/share/doc/python3-venv:python3-venv
  [ ! -e "$zig_tools/ziglang-$zig_version/complete" ] || return 0
  /usr/bin/python3 -m venv --clear "$zig_tools/ziglang-$zig_version"
  "$zig_python" -m pip install -q "ziglang==$zig_version"
  touch "$zig_tools/ziglang-$zig_version/complete"
}

# zig_for TARGET ZIG_TARGET [WORD ...]: cargo compiles and links for this target with Zig, which knows it by another name; the words are
# options of the compiler.
zig_for() {
  local name=${1//-/_} compiler=$zig_tools/$1-cc archiver=$zig_tools/ar words
  printf -v words ' %q' "$zig_python" -m ziglang cc -target "${@:2}" -fno-sanitize=all
  # rustc and build scripts name the platform in words of their own.
  cat >"$compiler" <<CC
#!/usr/bin/env bash
words=()
while [ \$# -gt 0 ]; do
  case \$1 in
    -arch | -isysroot | -target) shift ;;
    --target=* | -mmacosx-version-min=*) ;;
    # Zig ignores this option, and links a static program with a fixed address.
    -static-pie) words+=(-static -pie) ;;
    *) words+=("\$1") ;;
  esac
  shift
done
exec$words "\${words[@]}"
CC
  printf '#!/bin/sh\nexec %q -m ziglang ar "$@"\n' "$zig_python" >"$archiver"
  chmod +x "$compiler" "$archiver"
  export ZIG_GLOBAL_CACHE_DIR=$zig_tools/cache "CC_$name=$compiler" "AR_$name=$archiver" "CARGO_TARGET_${name^^}_LINKER=$compiler"
}

# Tables of tests that are not run, and why: NAME, a tab, the reason.

# skip TABLE CARGO...: sets `skipped` to the names in the table, all of which this call of cargo must list.
skip() {
  local table=$1 gone
  shift
  mapfile -t skipped < <(grep -v '^#' "$table" | cut -f1)
  gone=$("$@" -- --list --format terse | sed -n 's/: test$//p' | sort |
    comm -13 - <(printf '%s\n' "${skipped[@]}" | sort))
  [ -z "$gone" ] || { printf 'no tests, but in %s:\n%s\n' "$table" "$gone" >&2; exit 1; }
}

# have_to_fail TABLE CARGO...: runs the tests of the table; one that passes is a mistake in it.
have_to_fail() {
  local table=$1 printed passed
  shift
  skip "$table" "$@"
  [ ${#skipped[@]} -gt 0 ] || return 0
  printed=$("$@" --no-fail-fast -- --exact "${skipped[@]}" 2>&1) || true
  [[ $printed == *"test result: "* ]] || { tail <<<"$printed" >&2; exit 1; }
  passed=$(sed -n 's/^test \(.*\) \.\.\. ok$/\1/p' <<<"$printed")
  [ -z "$passed" ] || { printf 'in %s, but they pass:\n%s\n' "$table" "$passed" >&2; exit 1; }
}
