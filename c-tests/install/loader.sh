#!/usr/bin/env bash
# `make install && ldconfig` as root, in a mount namespace where /usr/local and the loader's cache are private: programs that were built for
# Debian's libraries, and programs that are built for ours, start without a library path.
source c-tests/install/common.sh

if [[ ${2:-} != inside ]]; then
	# Built for the original, before ours is there.
	cc -Wall $program -losip2 -losipparser2 -o "$root/existing" || exit 1
	cc -Wall $program -Wl,--no-as-needed,-z,now,-z,defs -losip2 -losipparser2 -o "$root/existing-now" || exit 1
	cc -Wall -no-pie -fno-pie $program -Wl,--as-needed -losip2 -losipparser2 -o "$root/existing-fixed" || exit 1
	cc -Wall -DWITH_DLOPEN $program -ldl -o "$root/existing-dlopen" || exit 1
	needed=$(readelf -d "$root/existing" | grep -o 'libosip[a-z0-9]*\.so\.[0-9]*' | sort | xargs)
	[[ $needed = 'libosip2.so.15 libosipparser2.so.15' ]]
	verdict "a program built for Debian's libraries needs $needed" $?
	"$MAKE" --silent build-library || exit 1
	own=(unshare --mount)
	[[ $(id -u) -eq 0 ]] || own=(unshare --user --map-root-user --mount)
	if ! "${own[@]}" true 2>/dev/null; then
		echo 'skipped install   the loader: no mount namespaces are permitted here'
		exit 0
	fi
	exec "${own[@]}" "$0" "$root" inside
fi

private() { # private FOLDER: a copy of it that is seen here only
	mkdir -p "$root/private$1" && cp -a "$1/." "$root/private$1" && mount --bind "$root/private$1" "$1"
}
private /etc && private /var/cache/ldconfig && mount -t tmpfs private /usr/local || exit 1
unset LD_LIBRARY_PATH
export PATH=$PATH:/sbin:/usr/sbin

# As root without Cargo, as after `make build`.
"$MAKE" --silent install CARGO=no-cargo && ldconfig && ldconfig || exit 1
lib=/usr/local/lib
listed=$(ldconfig -p | grep -o "=> $lib/lib.*" | grep -o 'lib[A-Za-z0-9]*\.so\.15$' | sort | xargs)
[[ $listed = 'libeXosip2.so.15 libosip2.so.15 libosipparser2.so.15' ]]
verdict "ldconfig lists $listed" $?
for name in eXosip2 osip2 osipparser2; do [[ $(readlink -f $lib/lib$name.so.15) = $lib/lib$name.so.15.0.0 ]] || break; done
verdict 'ldconfig leaves the links as they are' $?

for existing in existing existing-now existing-fixed; do
	"$root/$existing" 3 $lib >"$root/output" 2>&1
	verdict "$existing: built for Debian's libraries, started on ours" $? "$root/output"
done
"$root/existing-dlopen" 2 $lib >"$root/output" 2>&1
verdict 'dlopen of libosipparser2.so.15' $? "$root/output"

try '-losipparser2 alone' 1 $lib cc -L$lib $program -losipparser2
try '-losip2 -losipparser2, as needed' 1 $lib cc -L$lib $program -Wl,--as-needed -losip2 -losipparser2
try '-losipparser2 -losip2, nothing undefined, bound at start' 1 $lib cc -L$lib $program -Wl,-z,defs,-z,now -losipparser2 -losip2
try 'pkg-config libosipparser2' 1 $lib cc $program $(pkg-config --cflags --libs libosipparser2)
try '-leXosip2 -losip2 -losipparser2' 1 $lib cc -DWITH_EXOSIP $program -leXosip2 -losip2 -losipparser2
TZ=UTC tcpslice -r /dev/null >/dev/null 2>"$root/output"
! grep -q 'shared' "$root/output"
verdict "Debian's tcpslice starts" $? "$root/output"
