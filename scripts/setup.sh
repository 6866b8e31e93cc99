#!/usr/bin/env bash
# Installs the tools that a purpose needs: setup.sh build | demo | call | peers | test | languages | bench | doc | platforms
# What is missing is installed with apt-get (as root, or by sudo without a password); what cannot be is named, and that is an error.
set -u

purpose=${1:-build}
case $purpose in
build | demo | call | peers | test | languages | bench | doc | platforms) ;;
*) echo "usage: $0 build|demo|call|peers|test|languages|bench|doc|platforms" >&2; exit 2 ;;
esac

# One line a tool: the purposes that need it, what shows that it is there (a command, or a file below /usr), its Debian package. Without a
# package with a question mark it works too.
needs='
build demo call peers test bench  cc                         gcc
build demo call peers test bench  /usr/include/stdio.h       libc6-dev
demo call peers test bench  make                             make
demo test bench        pkg-config                            pkg-config
bench                  /usr/include/sofia-sip-1.12/sofia-sip/nua.h   libsofia-sip-ua-dev?
bench                  /usr/include/re/re.h                  libre-dev?
test                   g++                                   g++
test                   clang                                 clang
test bench             valgrind                              valgrind
test bench             sipp                                  sip-tester
peers                  baresip                               baresip
peers                  linphonec                             linphone-cli
test bench             /usr/include/osipparser2/osip_port.h  libosip2-dev
call peers test        kamailio                              kamailio
call peers test        */kamailio/modules/tls.so             kamailio-tls-modules
call peers test        openssl                               openssl
test                   ip                                    iproute2
test                   tcpslice                              tcpslice
test                   cmake                                 cmake
test                   python3                               python3
test                   tshark                                tshark?
languages              go                                    golang-go?
languages              php                                   php-cli?
languages              mcs                                   mono-mcs?
languages              mono                                  mono-runtime?
languages              java                                  default-jdk-headless?
languages              /usr/share/java/jna.jar               libjna-java?
test                   dpkg-shlibdeps                        dpkg-dev
test                   lintian                               lintian
test                   /usr/include/uv.h                     libuv1-dev?
test                   /usr/include/glib-2.0/glib.h          libglib2.0-dev?
doc test               doxygen                               doxygen
demo test              ld.mold                               mold?
platforms              clang                                 clang
test platforms         aarch64-linux-gnu-gcc                 gcc-aarch64-linux-gnu
test platforms         /usr/aarch64-linux-gnu/include/stdio.h   libc6-dev-arm64-cross
test platforms         arm-linux-gnueabihf-gcc               gcc-arm-linux-gnueabihf
test platforms         /usr/arm-linux-gnueabihf/include/stdio.h   libc6-dev-armhf-cross
platforms              i686-linux-gnu-gcc                    gcc-i686-linux-gnu
platforms              /usr/i686-linux-gnu/include/stdio.h   libc6-dev-i386-cross
test platforms         qemu-arm                              qemu-user
platforms              musl-gcc                              musl-tools
'

have() {
	case $1 in
	/*) [[ -e $1 ]] ;;
	\*/*) compgen -G "/usr/lib/$1" >/dev/null ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

# The packages that are missing for this purpose, one a line: missing required, or missing all.
missing() {
	local line words
	while read -r line; do
		read -ra words <<<"$line"
		[[ ${#words[@]} -gt 2 && " ${words[*]::${#words[@]}-2} " == *" $purpose "* ]] || continue
		[[ ${words[-1]} = *'?' && $1 = required ]] || have "${words[-2]}" || echo "${words[-1]%'?'}"
	done < <(set -f; echo "$needs") | sort -u
}

if ! command -v cargo >/dev/null; then
	echo "cargo is missing: install Rust with rustup, https://rustup.rs" >&2
	exit 1
fi
if [[ $purpose = test ]]; then
	for component in rustfmt clippy; do
		cargo "${component/rust/}" --version >/dev/null 2>&1 || rustup component add "$component" || exit 1
	done
	# For the standard library under ThreadSanitizer. Without it `make test-threads` says that it passes by.
	[[ -d $(rustc --print sysroot)/lib/rustlib/src/rust/library ]] || rustup component add rust-src || true
fi

packages=$(missing all)
[[ -n $packages ]] || exit 0
echo "missing for '$purpose':" $packages >&2
if command -v apt-get >/dev/null; then
	sudo=
	[[ $(id -u) -eq 0 ]] || sudo='sudo -n'
	export DEBIAN_FRONTEND=noninteractive
	$sudo apt-get update -q >&2
	$sudo apt-get install -q -y --no-install-recommends $packages >&2 ||
		$sudo apt-get install -q -y --no-install-recommends $(missing required) >&2
fi
packages=$(missing required)
[[ -z $packages ]] || { echo "still missing, please install:" $packages >&2; exit 1; }
