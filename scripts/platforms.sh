#!/usr/bin/env bash
# Other processors and systems: platforms.sh
# Compiles the library for each target; then, for those that this machine can run with qemu-user or by itself, checks the layout of the C
# records, the variable arguments of osip_trace, and the demonstration against the project's registrar. One line a target.
set -u
cd "$(dirname "$0")/.."
out=target/platforms
mkdir -p "$out/headers"
passed=0 failed=0

# target, C compiler, how to run a program for it (- for targets that are only checked).
targets='
aarch64-unknown-linux-gnu      aarch64-linux-gnu-gcc      qemu-aarch64
armv7-unknown-linux-gnueabihf  arm-linux-gnueabihf-gcc    qemu-arm
i686-unknown-linux-gnu         i686-linux-gnu-gcc         qemu-i386
x86_64-unknown-linux-musl      musl-gcc                   static
aarch64-unknown-linux-musl     aarch64-linux-gnu-gcc      -
aarch64-linux-android          clang                      -
x86_64-unknown-freebsd         clang                      -
x86_64-unknown-netbsd          clang                      -
aarch64-apple-darwin           clang                      -
'

# What the C parts ask of a C library that is not here; they are compiled and never linked.
echo '#define assert(condition) ((void)0)' >"$out/headers/assert.h"
printf '#define TARGET_OS_OSX 1\n#define TARGET_OS_IPHONE 0\n' >"$out/headers/TargetConditionals.h"
cat >"$out/headers/string.h" <<'HEADER'
#include <stddef.h>
void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *one, const void *other, size_t size);
size_t strlen(const char *text);
HEADER

verdict() {
	local name=$1 code=$2 log=$3
	if [[ $code -eq 0 ]]; then
		passed=$((passed + 1))
		echo "ok      platform   $name"
	else
		failed=$((failed + 1))
		printf 'FAILED  platform   %s\n%s\n' "$name" "$(grep -vE '^ *(Compiling|Checking)' "$log" | tail -40 | sed 's/^/        /')"
	fi
}

# The environment in which cargo finds the C compiler of a target.
with_compiler() {
	local target=$1 cc=$2 name
	shift 2
	name=${target//-/_}
	local set=("CC_$name=$cc" "CARGO_TARGET_${name^^}_LINKER=$cc")
	[[ $cc = clang ]] && set+=("CFLAGS_$name=-ffreestanding -nostdlibinc -I$PWD/$out/headers" "AR_$name=ar")
	env "${set[@]}" "$@"
}

# Checks the layout and runs the demonstration; everything has been built.
run() {
	local target=$1 cc=$2 runner=$3 place=$out/$1 library=$PWD/target/$1/debug port code
	local link=("-L$library" -leXosip2) start=()
	mkdir -p "$place"
	case $runner in
	static) link=(-static "$library/libeXosip2.a") ;;
	*) start=("$runner" -L "/usr/${cc%-gcc}" -E "LD_LIBRARY_PATH=$library:$place") ;;
	esac
	for name in c-tests/abi/layout-check c-tests/abi/trace-call examples/register; do
		"$cc" -std=gnu11 -Wall -Werror -Iinclude "$name.c" -o "$place/${name##*/}" "${link[@]}" || return
	done
	# The name that programs load it by.
	ln -sfn "$library/libeXosip2.so" "$place/libeXosip2.so.15"
	"${start[@]}" "$place/layout-check" || return
	"${start[@]}" "$place/trace-call" || return
	coproc target/debug/registrar --password wonderland
	read -r _ port <&"${COPROC[0]}"
	timeout 120 "${start[@]}" "$place/register" "sip:127.0.0.1:$port" alice wonderland >"$place/output"
	code=$?
	kill "$COPROC_PID"
	wait "$COPROC_PID" 2>/dev/null
	cat "$place/output"
	[[ $code -eq 0 ]] && grep -qx refreshed "$place/output"
}

cargo build --quiet --package registrar || exit 1
while read -r target cc runner; do
	[[ -n $target ]] || continue
	log=$out/$target.log
	if [[ $runner = - ]]; then
		with_compiler "$target" "$cc" cargo check --lib --target "$target" >"$log" 2>&1 </dev/null
		verdict "$target (compiles)" $? "$log"
	else
		with_compiler "$target" "$cc" cargo build --lib --target "$target" >"$log" 2>&1 </dev/null && run "$target" "$cc" "$runner" >>"$log" 2>&1 </dev/null
		verdict "$target (runs)" $? "$log"
	fi
done <<<"$targets"

# The portable implementation of sockets and waiting, on Linux: engine and sockets, and registrations of C programs.
cargo test --quiet --features portable --lib net:: >"$out/portable.log" 2>&1
verdict "portable sockets" $? "$out/portable.log"

# The oldest compiler that the manifest promises, if it is installed.
oldest=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
if cargo "+$oldest" --version >/dev/null 2>&1 || cargo "+$oldest.0" --version >/dev/null 2>&1; then
	toolchain=$(cargo "+$oldest" --version >/dev/null 2>&1 && echo "$oldest" || echo "$oldest.0")
	cargo "+$toolchain" check --lib --target-dir "$out/oldest" >"$out/oldest.log" 2>&1
	verdict "Rust $oldest (compiles)" $? "$out/oldest.log"
else
	echo "skipped: Rust $oldest is not installed (rustup toolchain install $oldest)"
fi
echo "platforms: $passed passed, $failed failed"
[[ $failed -eq 0 ]]
