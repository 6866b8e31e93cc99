#!/usr/bin/env bash
# Runs the library on other processors, and on Linux as on other systems: platforms.sh OUT, which holds what mk/c-tests.mk built.
# For each target that this machine can run, with qemu-user or by itself: the layout of the C records, the variable arguments of osip_trace, and
# the demonstration against the project's registrar. Then the tests of registrations on the portable implementation of sockets and waiting.
set -u
cd "$(dirname "$0")/.."
c_out=$1
folder=${TARGET_DIR:-$PWD/target}
out=$folder/platforms
mkdir -p "$out"
passed=0 failed=0
# Nothing here is fast, and it is compiled sooner so.
export CARGO_PROFILE_DEV_OPT_LEVEL=0 CARGO_PROFILE_DEV_DEBUG=false

# target, C compiler, how to run a program for it.
targets='
aarch64-unknown-linux-gnu      aarch64-linux-gnu-gcc      qemu-aarch64
armv7-unknown-linux-gnueabihf  arm-linux-gnueabihf-gcc    qemu-arm
i686-unknown-linux-gnu         i686-linux-gnu-gcc         qemu-i386
x86_64-unknown-linux-musl      musl-gcc                   static
'

verdict() { # verdict NAME CODE LOG
	if [[ $2 -eq 0 ]]; then
		passed=$((passed + 1))
		echo "ok      platform   $1"
	else
		failed=$((failed + 1))
		printf 'FAILED  platform   %s\n%s\n' "$1" "$(grep -vE '^ *(Compiling|Checking)' "$3" | tail -40 | sed 's/^/        /')"
	fi
}

build() { # build TARGET CC
	local name=${1//-/_}
	rustup target add "$1" && env "CC_$name=$2" "CARGO_TARGET_${name^^}_LINKER=$2" "${CARGO:-cargo}" build --lib --target "$1" --target-dir "$out"
}

# Checks the layout and runs the demonstration; everything has been built.
run() { # run TARGET CC RUNNER
	local target=$1 cc=$2 runner=$3 place=$out/$1/programs library=$out/$1/debug name port code
	local link=("-L$library" -leXosip2) start=()
	mkdir -p "$place"
	case $runner in
	# The unwinder of glibc's compiler asks for more than musl has; Rust brings one along.
	static) link=(-static "$library/libeXosip2.a" "-L$(rustc --print sysroot)/lib/rustlib/$target/lib/self-contained" -lunwind) ;;
	*) start=("$runner" -L "/usr/${cc%-gcc}" -E "LD_LIBRARY_PATH=$library:$place") ;;
	esac
	for name in c-tests/abi/layout-check c-tests/abi/trace-call examples/register; do
		"$cc" -std=gnu11 -Wall -Werror -Iinclude "$name.c" -o "$place/${name##*/}" "${link[@]}" || return
	done
	# The name that programs load it by.
	ln -sfn "$library/libeXosip2.so" "$place/libeXosip2.so.15"
	"${start[@]}" "$place/layout-check" || return
	"${start[@]}" "$place/trace-call" || return
	coproc "$PEERS/registrar" --password wonderland
	read -r _ port <&"${COPROC[0]}"
	timeout 120 "${start[@]}" "$place/register" "sip:127.0.0.1:$port" alice wonderland >"$place/output"
	code=$?
	kill "$COPROC_PID"
	wait "$COPROC_PID" 2>/dev/null
	cat "$place/output"
	[[ $code -eq 0 ]] && grep -qx refreshed "$place/output"
}

while read -r target cc runner; do
	[[ -n $target ]] || continue
	log=$out/$target.log
	build "$target" "$cc" >"$log" 2>&1 </dev/null && run "$target" "$cc" "$runner" >>"$log" 2>&1 </dev/null
	verdict "$target" $? "$log"
done <<<"$targets"

# As other systems have it, on Linux: poll instead of epoll, a timer instead of netlink. Without register/descriptors: a process that has no free
# descriptor refuses connections there, instead of taking them later.
portable=$out/portable
mkdir -p "$portable/debug"
ln -sfn "$c_out/plain" "$portable/plain"
ln -sfn "$c_out/certificates" "$portable/certificates"
for name in eXosip2 osip2 osipparser2; do
	ln -sfn "$out/debug/libeXosip2.so" "$portable/debug/lib$name.so.15"
done
log=$out/portable.log
"${CARGO:-cargo}" build --lib --features portable --target-dir "$out" >"$log" 2>&1 &&
	MODES=debug c-tests/run.sh "$portable" $(cd c-tests && printf '%s\n' register/*.c | sed 's/\.c$//' | grep -vx register/descriptors) >>"$log" 2>&1
verdict "registrations by the portable implementation" $? "$log"

echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
