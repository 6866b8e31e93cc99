#!/usr/bin/env bash
# `make install` with PREFIX and DESTDIR: programs are built against that folder with pkg-config, CMake and plain flags, dynamic and static.
source c-tests/install/common.sh
prefix=/opt/sip
lib=$root$prefix/lib
"$MAKE" --silent install PREFIX=$prefix DESTDIR="$root" || exit 1
export PKG_CONFIG_LIBDIR=$lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
LIBRARY_PATH_OF_PROGRAM=$lib
flags() { pkg-config "$@"; }
with=(cc -DWITH_EXOSIP -I"$root$prefix/include" $program -L"$lib")

try 'pkg-config libeXosip2' 1 "$lib" cc -DWITH_EXOSIP $program $(flags --cflags --libs libeXosip2)
try 'pkg-config of all three' 1 "$lib" cc -DWITH_EXOSIP $program $(flags --cflags --libs libeXosip2 libosip2 libosipparser2)
try 'pkg-config libosip2 libosipparser2' 1 "$lib" cc $program $(flags --cflags --libs libosip2 libosipparser2)
try '-leXosip2 -losip2 -losipparser2' 1 "$lib" "${with[@]}" -leXosip2 -losip2 -losipparser2
try '-losipparser2 -losip2 -leXosip2, clang' 1 "$lib" \
	clang -DWITH_EXOSIP -I"$root$prefix/include" $program -L"$lib" -losipparser2 -losip2 -leXosip2
try 'C++' 1 "$lib" c++ -x c++ -DWITH_EXOSIP -I"$root$prefix/include" $program -L"$lib" -leXosip2 -losip2 -losipparser2
for linker in bfd gold lld mold; do
	command -v ld.$linker >/dev/null || continue
	try "-losipparser2 alone, as needed, nothing undefined, ld.$linker" 1 "$lib" \
		clang -fuse-ld=$linker -I"$root$prefix/include" $program -L"$lib" -Wl,--as-needed,-z,defs -losip2 -losipparser2
done

LIBRARY_PATH_OF_PROGRAM=''
# The run path of a program does not count for the needs of its libraries.
try "built for Debian's libraries with a run path to ours" 3 "$lib" cc $program -Wl,-rpath,"$lib" -losip2 -losipparser2
try 'static' 0 '' "${with[@]}" -Wl,-Bstatic -leXosip2 -losip2 -losipparser2 -Wl,-Bdynamic -lgcc_s -lpthread -lm -ldl
for all in -static -static-pie; do
	try "pkg-config --static, $all" 0 '' cc -DWITH_EXOSIP $program $all $(flags --cflags --static --libs libeXosip2 libosip2 libosipparser2)
done
try 'pkg-config --static, C library dynamic' 0 '' cc -DWITH_EXOSIP $program $(flags --cflags libeXosip2) -Wl,-Bstatic \
	$(flags --static --libs libosip2 libeXosip2 | sed 's/-lpthread/-Wl,-Bdynamic &/')
size=$(stat -c %s "$root/program")
[[ $size -lt 12000000 ]]
verdict "sections that are not used are left out of a static program" $?

for static in '' -DeXosip2_USE_STATIC_LIBS=ON; do
	cmake -S c-tests/install/cmake -B "$root/cmake$static" -DCMAKE_PREFIX_PATH="$root$prefix" $static >"$root/output" 2>&1 &&
		cmake --build "$root/cmake$static" >>"$root/output" 2>&1 &&
		for name in with_eXosip2 with_osip2 with_osipparser2; do
			"$root/cmake$static/$name" "$([[ $static ]] && echo 0 || echo 1)" "$lib" >>"$root/output" 2>&1 || break
		done
	verdict "find_package(eXosip2) ${static#-D}" $? "$root/output"
done

# Debian's tcpslice calls the parser without parser_init, to find the media of a call. Its datagrams are to be separated from others.
cc -Wall -Wextra c-tests/install/capture.c -o "$root/capture"
"$root/capture" "$root/capture.pcap"
(cd "$root" && TZ=UTC LD_LIBRARY_PATH=$lib tcpslice -vv -s sip -f call-%d -w all.pcap capture.pcap) >"$root/output" 2>&1
opened='Session #1 (SIP) opened at 2023y11m14d22h13m20s000000u (active sessions total: 1)
Session #1 (RTP) opened at 2023y11m14d22h13m21s000000u (active sessions total: 2)'
other=$((16 + 42 + 16)) # the datagram of another program, with its headers
[[ $(head -2 "$root/output") = "$opened" && $(cat "$root"/call-* | wc -c) -eq $(($(wc -c <"$root/capture.pcap") - other)) ]]
verdict "Debian's tcpslice extracts a call from a capture" $? "$root/output"

for document in LICENSE-MIT LICENSE-APACHE NOTICES; do [[ -s $root$prefix/share/doc/libexosip2/$document ]] || break; done
verdict 'the licences are installed' $?

"$MAKE" --silent uninstall PREFIX=$prefix DESTDIR="$root"
left=$(find "$root$prefix" ! -type d; find "$root$prefix" -iname '*osip*')
[[ -z $left ]]
verdict "uninstall leaves nothing${left:+ but $left}" $?
