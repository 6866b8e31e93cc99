#!/usr/bin/env bash
# Installs below a temporary folder, compiles ordinary programs against that in the ways that programs do, runs them, and uninstalls.
set -eu
cd "$(dirname "$0")/../.."
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
make=${MAKE:-make}
program=c-tests/install/program.c
prefix=/opt/sip
lib=$root$prefix/lib

"$make" --silent install PREFIX=$prefix DESTDIR="$root"

export PKG_CONFIG_LIBDIR=$lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
failed=0

# try WHAT EXPECTED_LIBRARIES LIBRARY_PATH COMPILER...: compiles, runs, and counts the libraries that the program loads.
try() {
	local what=$1 libraries=$2 path=$3
	shift 3
	if "$@" -Wall -o "$root/program" && LD_LIBRARY_PATH=$path "$root/program" "$libraries" >"$root/output" 2>&1; then
		echo "ok      install   $what"
	else
		echo "FAILED  install   $what"
		sed 's/^/        /' "$root/output"
		failed=1
	fi
}

flags() { pkg-config "$@"; }
static=(-Wl,-Bstatic -leXosip2 -losip2 -losipparser2 -Wl,-Bdynamic -lgcc_s -lpthread -lm -ldl)

try 'pkg-config libeXosip2' 1 "$lib" \
	cc -DWITH_EXOSIP $program $(flags --cflags --libs libeXosip2)
try 'pkg-config of all three' 1 "$lib" \
	cc -DWITH_EXOSIP $program $(flags --cflags --libs libeXosip2 libosip2 libosipparser2)
try 'pkg-config libosip2 libosipparser2' 1 "$lib" \
	cc $program $(flags --cflags --libs libosip2 libosipparser2)
try '-leXosip2 -losip2 -losipparser2' 1 "$lib" \
	cc -DWITH_EXOSIP -I"$root$prefix/include" $program -L"$lib" -leXosip2 -losip2 -losipparser2
try '-losipparser2 -losip2 -leXosip2, lld' 1 "$lib" \
	clang -DWITH_EXOSIP -I"$root$prefix/include" $program -L"$lib" -losipparser2 -losip2 -leXosip2
try 'C++' 1 "$lib" \
	c++ -x c++ -DWITH_EXOSIP -I"$root$prefix/include" $program -L"$lib" -leXosip2 -losip2 -losipparser2
try 'static' 0 "" \
	cc -DWITH_EXOSIP -I"$root$prefix/include" $program -L"$lib" "${static[@]}"
try 'static, pkg-config' 0 "" \
	cc -DWITH_EXOSIP $program -static-libgcc -Wl,-Bstatic $(flags --cflags --static --libs libeXosip2 | sed 's/-lgcc_s/-Wl,-Bdynamic &/')
try "built for Debian's libraries, run on ours" 1 "$lib" \
	cc $program -losip2 -losipparser2
needed=$(readelf -d "$root/program" | grep -o 'libosip[a-z0-9]*\.so\.[0-9]*' | sort | tr '\n' ' ')
[[ $needed = 'libosip2.so.15 libosipparser2.so.15 ' ]] || { echo "FAILED  install   Debian's names: $needed"; failed=1; }

"$make" --silent uninstall PREFIX=$prefix DESTDIR="$root"
left=$(find "$root$prefix" ! -type d)
if [[ -z $left && ! -e $root$prefix/include/osip2 ]]; then
	echo "ok      install   uninstall leaves nothing"
else
	echo "FAILED  install   uninstall leaves $left"
	failed=1
fi
exit $failed
