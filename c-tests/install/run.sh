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
try '-losipparser2 -losip2 -leXosip2, clang' 1 "$lib" \
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

# Debian's tcpslice calls the parser without parser_init, to find the media of a call. Its datagrams are to be told from others.
cc -Wall -Wextra c-tests/install/capture.c -o "$root/capture"
"$root/capture" "$root/capture.pcap"
(cd "$root" && TZ=UTC LD_LIBRARY_PATH=$lib tcpslice -vv -s sip -f call-%d -w all.pcap capture.pcap) >"$root/output" 2>&1 || true
opened='Session #1 (SIP) opened at 2023y11m14d22h13m20s000000u (active sessions total: 1)
Session #1 (RTP) opened at 2023y11m14d22h13m21s000000u (active sessions total: 2)'
other=$((16 + 42 + 16)) # the datagram of somebody else, with its headers
if [[ $(head -2 "$root/output") = "$opened" && $(cat "$root"/call-* | wc -c) -eq $(($(wc -c <"$root/capture.pcap") - other)) ]]; then
	echo "ok      install   Debian's tcpslice takes a call out of a capture"
else
	echo "FAILED  install   Debian's tcpslice takes a call out of a capture"
	sed 's/^/        /' "$root/output"
	failed=1
fi

"$make" --silent uninstall PREFIX=$prefix DESTDIR="$root"
left=$(find "$root$prefix" ! -type d)
if [[ -z $left && ! -e $root$prefix/include/osip2 ]]; then
	echo "ok      install   uninstall leaves nothing"
else
	echo "FAILED  install   uninstall leaves $left"
	failed=1
fi
exit $failed
