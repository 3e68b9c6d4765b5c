# What the tests of packages share. A test is started by packaging/test, which sets DEVCERT.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/apt.sh
. tests/apt.sh

: "${DEVCERT:?is not set: start this test with packaging/test}"
# An address for tests: no such host exists (RFC 2606).
repository=https://git.example.test/acme/devcert
version=$("$DEVCERT" --version | cut -d ' ' -f 2)
triple=$("$DEVCERT" --version --json | sed -n 's/^  "target": "\(.*\)",$/\1/p')
target=$(realpath "${CARGO_TARGET_DIR:-target}")
tools=$target/packaging/tools

work=$(mktemp -d)
servers=()
clean() {
  [ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2>/dev/null || true
  rm -rf "$work"
}
trap clean EXIT

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# expect TEXT COMMAND...: the command succeeds and prints this text, on either stream.
expect() {
  local text=$1 printed
  shift
  printed=$("$@" 2>&1) || fail "failed: $* ($printed)"
  [[ $printed == *"$text"* ]] || fail "$* printed \"$printed\" instead of \"$text\""
}

# expect_failure TEXT COMMAND...: the command fails and prints this text.
expect_failure() {
  local text=$1 printed
  shift
  if printed=$("$@" 2>&1); then fail "succeeded: $*"; fi
  [[ $printed == *"$text"* ]] || fail "$* printed \"$printed\" instead of \"$text\""
}

# need PROGRAM[:PACKAGE]...: installs the Debian package of each program that is missing.
need() {
  install_missing "$@" >"$work/apt.log" 2>&1 || fail "cannot install $*: $(tail -n 3 "$work/apt.log")"
}

# cargo_tool NAME VERSION: builds a program of the Rust registry once and sets `tool` to its path.
cargo_tool() {
  tool=$tools/bin/$1
  [ -x "$tool" ] && grep -q "\"$1 $2 " "$tools/.crates2.json" 2>/dev/null && return 0
  echo "building $1 $2" >&2
  cargo install --quiet --locked --root "$tools" --version "$2" "$1" || fail "cannot build $1"
}

# serve DIR: serves a directory over HTTP on the loopback address and sets `url`.
serve() {
  # The server may start to write later than it is read.
  : >"$work/server.log"
  python3 -u -m http.server --bind 127.0.0.1 --directory "$1" 0 >"$work/server.log" 2>&1 &
  servers+=($!)
  local tries
  for tries in $(seq 100); do
    url=$(sed -n 's/.*(\(http:[^)]*\)).*/\1/p' "$work/server.log")
    url=${url%/}
    [ -z "$url" ] || return 0
    sleep 0.1
  done
  fail "the server did not start after $tries tries: $(cat "$work/server.log")"
}

# release DIR: a release whose archive for this machine contains DEVCERT, and those for the other targets a text.
release() {
  packaging/assets "$DEVCERT" "$work/assets"
  echo "another platform's program" >"$work/other"
  local row
  for row in $(sed -n 's/^triple = "\(.*\)"$/\1/p' packaging/table.toml); do
    local file=$work/other
    [ "$row" != "${triple/-gnu/-musl}" ] || file=$DEVCERT
    packaging/archive --triple "$row" --program "$file" --assets "$work/assets" --out "$1" >/dev/null
  done
  packaging/checksums "$1"
}
