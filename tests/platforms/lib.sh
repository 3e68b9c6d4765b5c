# What the scripts that build for other platforms share. Uses the compiler of Debian, which has the source of its standard library.
# shellcheck shell=bash
set -euo pipefail
script=$(realpath "$0")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# For `install`.
# shellcheck disable=SC2034
rust=(/usr/bin/rustc:rustc-web /usr/lib/rustlib/src/rust/library/std/Cargo.toml:rust-web-src)
# shellcheck disable=SC2034
directory=$(realpath -m "${CARGO_TARGET_DIR:-target}")

usage() {
  sed -n 's/^# usage: /usage: /p' "$script" >&2
  exit 2
}

# install FILE:PACKAGE ...: installs the Debian packages of the files that do not exist.
install() {
  local entry missing=() apt
  for entry; do
    [ -e "${entry%%:*}" ] || missing+=("${entry#*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "installing Debian packages: ${missing[*]}" >&2
  apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o "DPkg::Lock::Timeout=600")
  [ "$(id -u)" -eq 0 ] || apt=(sudo "${apt[@]}")
  "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends --no-remove "${missing[@]}" >/dev/null
}

# seconds WHAT: prints how long it took, since the last call.
begun=$SECONDS
seconds() {
  printf '%s: %s s\n' "$1" "$((SECONDS - begun))" >&2
  begun=$SECONDS
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
