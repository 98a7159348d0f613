# What the scripts beside this one need of a machine. Sourced by them.

# needs PACKAGE…: Debian's packages, of which it installs those that are missing
needs() {
    local package missing=()
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "$0: it installs packages and mounts images: run it as root, on Debian" >&2
        exit 2
    fi
    for package; do
        # One that was removed, or whose installation was interrupted, is known to dpkg as well.
        [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ "${#missing[@]}" = 0 ] || installed "${missing[@]}" || {
        echo "$0: once more, as a mirror may be in the middle of an update" >&2
        installed "${missing[@]}"
    }
}

# installed PACKAGE…: with fresh lists, and behind whatever else installs just now
installed() {
    local options=(-qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
    export DEBIAN_FRONTEND=noninteractive
    dpkg --configure -a >/dev/null &&
        apt-get "${options[@]}" update &&
        apt-get "${options[@]}" install --yes --no-install-recommends "$@" >/dev/null
}
