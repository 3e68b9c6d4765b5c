#!/bin/sh
# Installs devcert from the archives of a release, after it has checked their SHA-256 checksums.
#
# usage: install.sh [--version VERSION] [--to DIR] [--from URL]
#
#   --version VERSION  the version to install [default: that of this script]
#   --to DIR           the directory of the program [default: ~/.local/bin]
#   --from URL         the directory that contains the archives and SHA256SUMS [default: the release of this version]
set -eu

# packaging/generate fills these in.
repository='@REPOSITORY@'
version='@VERSION@'
name=devcert-cli

fail() {
  echo "install.sh: $*" >&2
  exit 1
}

value() {
  [ $# -ge 2 ] && [ -n "$2" ] || fail "missing value for $1"
  printf '%s\n' "$2"
}

# The target triple of this machine's archive, and the format of the archive.
find_target() {
  case "$(uname -s) $(uname -m)" in
    'Linux x86_64') triple=x86_64-unknown-linux-musl archive=tar.gz ;;
    'Linux aarch64' | 'Linux arm64') triple=aarch64-unknown-linux-musl archive=tar.gz ;;
    'Darwin x86_64') triple=x86_64-apple-darwin archive=tar.gz ;;
    'Darwin arm64') triple=aarch64-apple-darwin archive=tar.gz ;;
    'MINGW64_NT'*' x86_64' | 'MSYS_NT'*' x86_64') triple=x86_64-pc-windows-msvc archive=zip ;;
    *) fail "there is no archive for $(uname -s) on $(uname -m); build devcert with cargo" ;;
  esac
}

# fetch URL FILE
fetch() {
  if command -v curl >/dev/null; then
    curl --fail --silent --show-error --location --output "$2" "$1" || fail "cannot download $1"
  elif command -v wget >/dev/null; then
    wget -q -O "$2" "$1" || fail "cannot download $1"
  else
    fail "curl or wget is required"
  fi
}

# The SHA-256 of a file, in hexadecimal.
digest() {
  if command -v sha256sum >/dev/null; then
    sha256sum <"$1"
  elif command -v shasum >/dev/null; then
    shasum -a 256 <"$1"
  elif command -v openssl >/dev/null; then
    openssl dgst -sha256 -r <"$1"
  else
    fail "sha256sum, shasum or openssl is required"
  fi | cut -d ' ' -f 1
}

# check FILE NAME: compares the file with the line of this name in SHA256SUMS.
check() {
  expected=$(awk -v name="$2" '{ sub(/^\*/, "", $2) } $2 == name { print $1 }' "$folder/SHA256SUMS")
  [ -n "$expected" ] || fail "SHA256SUMS of $from has no line for $2"
  found=$(digest "$1")
  [ "$found" = "$expected" ] || fail "$2: SHA-256 is $found, but SHA256SUMS has $expected; nothing was installed"
}

unpack() {
  case $archive in
    zip) unzip -q "$folder/$asset" -d "$folder" ;;
    *) tar -xzf "$folder/$asset" -C "$folder" ;;
  esac || fail "cannot unpack $asset"
}

to=${HOME:-}/.local/bin
from=
while [ $# -gt 0 ]; do
  case $1 in
    --version) version=$(value "$@"); shift 2 ;;
    --to) to=$(value "$@"); shift 2 ;;
    --from) from=$(value "$@"); shift 2 ;;
    *) fail "unexpected argument \"$1\"; usage: install.sh [--version VERSION] [--to DIR] [--from URL]" ;;
  esac
done
case $version in
  @*) fail "this copy of the script has no version: use the one of a release, or specify --version" ;;
esac
if [ -z "$from" ]; then
  case $repository in
    @*) fail "this copy of the script has no address: use the one of a release, or specify --from" ;;
  esac
  from=$repository/releases/download/v$version
fi

find_target
asset=$name-$version-$triple.$archive
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
fetch "$from/SHA256SUMS" "$folder/SHA256SUMS"
fetch "$from/$asset" "$folder/$asset"
check "$folder/$asset" "$asset"
unpack
program=devcert
[ "$archive" = tar.gz ] || program=devcert.exe
mkdir -p "$to"
# Beside its place first, so that a program that runs is replaced as a whole.
cp "$folder/${asset%."$archive"}/$program" "$to/.$program.new"
chmod 755 "$to/.$program.new"
mv -f "$to/.$program.new" "$to/$program"
echo "installed $to/$program ($("$to/$program" --version))"
case ":$PATH:" in
  *":$to:"*) ;;
  *) echo "note: $to is not on PATH" ;;
esac
