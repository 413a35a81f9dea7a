#!/bin/sh
# Install what the tests drive from outside Python, where it is missing and this user may: a browser, a PostgreSQL
# server, Node.js, gettext and Pango, which sets reports. With the word `conformance`, what the suites ask besides: Go,
# whose own verifier of logs checks ours. Says in one line what is missing where it may not.
# Chromium without a window opens a page in a quarter of the time of the whole browser, and is the same engine.
set -eu
missing="" quicker=""
if ! command -v chromium-headless-shell >/dev/null 2>&1; then
    # The whole browser serves as well where there is no other.
    if command -v chromium >/dev/null 2>&1; then quicker="chromium-headless-shell"; else missing="$missing chromium-headless-shell"; fi
fi
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v npm >/dev/null 2>&1 || missing="$missing nodejs npm"
command -v msgfmt >/dev/null 2>&1 || missing="$missing gettext"
ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 || missing="$missing libpango-1.0-0 libpangoft2-1.0-0"
if [ "${1:-}" = conformance ]; then
    command -v go >/dev/null 2>&1 || missing="$missing golang-go"
    [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ] || missing="$missing golang-golang-x-mod-dev"
fi
[ -z "$missing$quicker" ] && exit 0
install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing $quicker ..."
    apt-get update -qq
    # shellcheck disable=SC2086
    [ -z "$missing" ] || install $missing
    [ -z "$quicker" ] || install "$quicker" || echo "Not there: $quicker. Tests in the browser will take longer."
elif [ -n "$missing" ]; then
    echo "The tests need:$missing. Install them (Debian: apt-get install$missing) and run make test again." >&2
    exit 1
fi
