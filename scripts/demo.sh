#!/usr/bin/env bash
# The demonstration: demo.sh [REGISTRAR USER PASSWORD]
# Installs the library into a temporary folder, builds examples/register.c against it as any program is built, and runs it: against the
# project's own registrar on loopback, or against REGISTRAR. DEMO_CFLAGS: more words for the compiler.
set -eu
cd "$(dirname "$0")/.."
registrar=${1:-} user=${2:-alice} password=${3:-}
# It is to run, not to be fast: that is compiled in half the time.
profile=dev
built=${CARGO_TARGET_DIR:-target}/${CARGO_BUILD_TARGET:+$CARGO_BUILD_TARGET/}debug

echo 'Building the library and a registrar; this takes a few minutes the first time.'
cargo build --profile $profile --lib
cargo build --profile $profile --package registrar
folder=$(mktemp -d)
trap 'jobs -p | xargs -r kill 2>/dev/null; rm -rf "$folder"' EXIT

echo 'Installing the library in a temporary folder and building examples/register.c against it.'
make --no-print-directory -s install PROFILE=$profile PREFIX="$folder" 2>"$folder/log" || { cat "$folder/log" >&2; exit 1; }
export PKG_CONFIG_PATH=$folder/lib/pkgconfig LD_LIBRARY_PATH=$folder/lib
# shellcheck disable=SC2046 # pkg-config prints several words
cc -Wall -Wextra -Werror ${DEMO_CFLAGS:-} examples/register.c -o "$folder/register" $(pkg-config --cflags --libs libeXosip2)

if [[ -z $registrar ]]; then
	password=${password:-wonderland}
	mkfifo "$folder/port"
	"$built/registrar" --password "$password" >"$folder/port" &
	read -r _ port <"$folder/port"
	registrar=sip:127.0.0.1:$port
	echo "A registrar of this project answers at $registrar; the password of $user is '$password'."
fi
echo
"$folder/register" "$registrar" "$user" "$password"
