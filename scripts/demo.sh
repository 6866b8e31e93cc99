#!/usr/bin/env bash
# The demonstration: demo.sh [REGISTRAR USER PASSWORD]
# Installs the library into a temporary place, builds examples/register.c against it as anybody would, and runs it: against the project's
# own registrar on loopback, or against REGISTRAR. DEMO_CFLAGS: more words for the compiler.
set -eu
cd "$(dirname "$0")/.."
registrar=${1:-} user=${2:-alice} password=${3:-}

echo "building the library ..."
cargo build --release --quiet --lib
cargo build --release --quiet --package registrar
place=$(mktemp -d)
trap 'jobs -p | xargs -r kill 2>/dev/null; rm -rf "$place"' EXIT

make --no-print-directory -s install PREFIX="$place" 2>"$place/log" || { cat "$place/log" >&2; exit 1; }
export PKG_CONFIG_PATH=$place/lib/pkgconfig LD_LIBRARY_PATH=$place/lib
# shellcheck disable=SC2046 # pkg-config prints several words
cc -Wall -Wextra -Werror ${DEMO_CFLAGS:-} examples/register.c -o "$place/register" $(pkg-config --cflags --libs libeXosip2)

if [[ -z $registrar ]]; then
	password=${password:-wonderland}
	mkfifo "$place/port"
	target/release/registrar --password "$password" >"$place/port" &
	read -r _ port <"$place/port"
	registrar=sip:127.0.0.1:$port
	echo "a registrar of our own answers at $registrar; the password of $user is '$password'"
fi
echo
"$place/register" "$registrar" "$user" "$password"
