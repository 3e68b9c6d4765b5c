# How the scripts of the tests install Debian packages. They are sourced by sh and bash.
# shellcheck shell=sh

# missing_packages ENTRY ...: prints the packages whose file or program is missing. An entry is FILE:PACKAGE or PROGRAM:PACKAGE.
missing_packages() {
  for entry; do
    case $entry in
      /*) [ -e "${entry%%:*}" ] ;;
      # Debian puts servers where PATH does not reach for users.
      *) PATH=$PATH:/usr/sbin command -v "${entry%%:*}" >/dev/null ;;
    esac || printf '%s ' "${entry#*:}"
  done
}

# install_missing ENTRY ...: installs them, and fails with a message. Quick, and off the network, when everything is there already.
install_missing() {
  packages=$(missing_packages "$@")
  [ -n "$packages" ] || return 0
  echo "installing Debian packages: $packages" >&2
  command -v apt-get >/dev/null || { echo "no apt-get here; install these by hand: $packages" >&2; return 1; }
  # shellcheck disable=SC2086 # a list, to be split
  apt update && apt install -y --no-install-recommends --no-remove $packages || { echo "cannot install $packages" >&2; return 1; }
  packages=$(missing_packages "$@")
  [ -z "$packages" ] || { echo "installed, but their files were not found: $packages" >&2; return 1; }
}

# The options wait for another apt to end instead of failing at once, and try again after a failed download.
apt() {
  if [ "$(id -u)" -eq 0 ]; then as_root=; else as_root=sudo; fi
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "$@" >&2
}
