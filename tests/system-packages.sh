#!/bin/sh
# Install what the tests drive from outside Python, where it is missing and this user may: a browser,
# a PostgreSQL server, Node.js, gettext and Pango, which sets reports. With the word `conformance`, what the suites ask besides: Go, whose own
# verifier of logs checks ours. Says in one line what is missing where it may not.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v npm >/dev/null 2>&1 || missing="$missing nodejs npm"
command -v msgfmt >/dev/null 2>&1 || missing="$missing gettext"
ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 || missing="$missing libpango-1.0-0 libpangoft2-1.0-0"
if [ "${1:-}" = conformance ]; then
    command -v go >/dev/null 2>&1 || missing="$missing golang-go"
    [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ] || missing="$missing golang-golang-x-mod-dev"
fi
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing ..."
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "The tests need:$missing. Install them (Debian: apt-get install$missing) and run make test again." >&2
    exit 1
fi
