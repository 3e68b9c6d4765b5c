#!/bin/sh
# Unpacks the source of Debian's OpenSSL, which has the tests of its command line, into target/openssl-source.
# It is configured, not built. Quick, and off the network, when it is there already.
set -eu
cd "$(dirname "$0")/../../.."
folder=target/openssl-source
version=$(dpkg-query -W -f '${source:Upstream-Version}' openssl)
[ "$(cat $folder/fetched-for 2>/dev/null)" != "$version" ] || exit 0

echo "unpacking the source of openssl $version" >&2
rm -rf "$folder"
mkdir -p "$folder/lists/partial"
cd "$folder"

# The sources of the machine's own list. Those of the security suite are left out: a mirror of it may lag behind.
for list in /etc/apt/sources.list.d/*.sources; do
  [ ! -e "$list" ] || awk 'BEGIN { RS = ""; ORS = "\n\n" } !/security/ && /Types: *deb/ { sub(/Types:[^\n]*/, "Types: deb-src"); print }' "$list"
done >machine.sources
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ ! -e "$list" ] || sed -n '/security/d; s/^deb \(.*\)/deb-src \1/p' "$list"
done >machine.list
[ -s machine.sources ] && rm machine.list || rm machine.sources
apt="apt-get -qq -o Dir::Etc::sourcelist=$PWD/machine.list -o Dir::Etc::sourceparts=$PWD -o Dir::State::Lists=$PWD/lists"
$apt update >&2
# apt checks the signature where dpkg-dev is installed; the checksums of the signed index are checked in any case.
$apt --download-only source openssl >&2 || ls openssl_*.orig.tar.gz >/dev/null
tar xzf openssl_*.orig.tar.gz
rm -rf lists openssl_*
mv openssl-* openssl

cd openssl
./Configure linux-x86_64 no-shared >/dev/null
for file in util/wrap.pl util/shlib_wrap.sh apps/CA.pl; do
  perl -I. -Mconfigdata util/dofile.pl -oMakefile "$file.in" >"$file"
  chmod +x "$file"
done
cd ..
printf '%s' "$version" >fetched-for
