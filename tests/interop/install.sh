#!/bin/sh
# Installs what the interop suite needs: Debian packages, npm packages, and packages from PyPI in a
# virtual environment.
# Quick, and off the network, when everything is there already.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=tests/apt.sh
. tests/apt.sh

# Each program with the Debian package that has it.
programs='
  /usr/bin/time:time
  acme-tiny:acme-tiny
  apache2:apache2-bin
  caddy:caddy
  certtool:gnutls-bin
  certutil:libnss3-tools
  chromium:chromium
  crontab:cron
  curl:curl
  dehydrated:dehydrated
  dovecot:dovecot-core
  faketime:faketime
  firefox-esr:firefox-esr
  fish:fish
  git:git
  gnutls-cli:gnutls-bin
  go:golang-go
  gzip:gzip
  haproxy:haproxy
  hyperfine:hyperfine
  java:default-jdk-headless
  keytool:default-jdk-headless
  make-ssl-cert:ssl-cert
  man:man-db
  mariadbd:mariadb-server-core
  mkcert:mkcert
  mosquitto:mosquitto
  mosquitto_pub:mosquitto-clients
  nginx:nginx
  node:nodejs
  npm:npm
  openssl:openssl
  pg_ctlcluster:postgresql
  pk12util:libnss3-tools
  postfix:postfix
  proftpd:proftpd-core
  prosody:prosody
  psql:postgresql-client
  python3:python3-venv
  redis-cli:redis-tools
  redis-server:redis-server
  setpriv:util-linux
  setsid:util-linux
  slapd:slapd
  ssh-keygen:openssh-client
  strace:strace
  sudo:sudo
  systemd-analyze:systemd
  timeout:coreutils
  unshare:util-linux
  wget:wget
  zsh:zsh
'
venv=tests/interop/clients/python-venv
requirements=tests/interop/clients/requirements.txt
npm_folders='tests/e2e/notes-server tests/interop/forge tests/interop/sarif'
oldest_node=18 # express 5 asks for it

fail() {
  echo "install.sh: $*" >&2
  exit 1
}

# Each file with the package that has it, where there is no program to look for.
files='
  /usr/share/easy-rsa/easyrsa:easy-rsa
  /usr/lib/dovecot/imap-login:dovecot-imapd
  /usr/lib/dovecot/lmtp:dovecot-lmtpd
  /usr/lib/dovecot/managesieve-login:dovecot-managesieved
  /usr/lib/dovecot/pop3-login:dovecot-pop3d
  /usr/lib/proftpd/mod_tls.so:proftpd-mod-crypto
  /usr/share/ca-certificates/mozilla:ca-certificates
  /usr/lib/python3/dist-packages/acme/crypto_util.py:python3-acme
  /usr/lib/python3/dist-packages/jsonschema:python3-jsonschema
  /usr/lib/python3/dist-packages/junitparser:python3-junitparser
'

# Debian's servers start when they are installed, and after that with the machine; the tests start
# their own. 101 is the answer "forbidden" (policy-rc.d(8)); whoever has such a file knows better.
policy=/usr/sbin/policy-rc.d
start_no_servers() {
  [ ! -e "$policy" ] || return 0
  if [ "$(id -u)" -eq 0 ]; then as_root=; else as_root=sudo; fi
  trap '$as_root rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
  $as_root chmod 755 "$policy"
}

# shellcheck disable=SC2086 # lists, to be split
if [ -n "$(missing_packages $programs $files)" ]; then
  start_no_servers
  install_missing $programs $files || fail "Debian packages are missing"
fi

node_major=$(node -p 'process.versions.node.split(".")[0]')
[ "$node_major" -ge "$oldest_node" ] || fail "node is $node_major, needed is $oldest_node or later"

# The lock file is left beside what was installed from it: while the two are equal there is nothing
# to do. npm ci empties node_modules first, so that a failed run leaves no such mark.
for folder in $npm_folders; do
  mark=$folder/node_modules/.installed-from.json
  if ! cmp -s "$folder/package-lock.json" "$mark"; then
    echo "installing npm packages: $folder" >&2
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error >&2) || fail "npm ci failed in $folder"
    cp "$folder/package-lock.json" "$mark"
  fi
done

# Everything that is named with its version, and nothing else. Debian's own requests trusts by the
# system's store; that of PyPI, which users have, by its own list.
mark=$venv/.installed-from.txt
if ! cmp -s "$requirements" "$mark"; then
  echo "installing PyPI packages: $requirements in $venv" >&2
  /usr/bin/python3 -m venv --clear "$venv" && "$venv/bin/pip" install -q --no-deps -r "$requirements" >&2 ||
    fail "pip could not install $requirements (Debian: apt-get install python3-venv)"
  cp "$requirements" "$mark"
fi

tests/interop/openssl/fetch.sh || fail "cannot get the source of Debian's package openssl"
