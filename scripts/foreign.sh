# Building and running the library for other targets: sourced by targets.sh and platforms.sh, from the folder of the project.

out=${TARGET_DIR:-$PWD/target}/targets
mkdir -p "$out"
passed=0 failed=0 skipped=0
# To run a little once, what is compiled soonest is best.
export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_OPT_LEVEL=0 CARGO_PROFILE_DEV_DEBUG=false CARGO_PROFILE_DEV_CODEGEN_UNITS=4

# What this machine can run: target, C compiler, and qemu's program where one is needed. With musl programs are static.
runnable='
aarch64-unknown-linux-gnu      aarch64-linux-gnu-gcc      qemu-aarch64
armv7-unknown-linux-gnueabihf  arm-linux-gnueabihf-gcc    qemu-arm
i686-unknown-linux-gnu         i686-linux-gnu-gcc         qemu-i386
x86_64-unknown-linux-musl      musl-gcc
aarch64-unknown-linux-musl     aarch64-linux-gnu-gcc      qemu-aarch64
'

verdict() { # verdict NAME CODE LOG
	if [[ $2 -eq 0 ]]; then
		passed=$((passed + 1))
		echo "ok      target    $1"
	else
		failed=$((failed + 1))
		printf 'FAILED  target    %s\n%s\n' "$1" "$(grep -vE '^ *(Compiling|Checking)' "$3" | tail -40 | sed 's/^/        /')"
	fi
}

# What cannot be fetched is passed by, except in continuous integration, where it has to be there.
skip() { # skip NAME
	if [[ -n ${CI:-} ]]; then
		failed=$((failed + 1))
		echo "FAILED  target    $1 cannot be installed here"
	else
		skipped=$((skipped + 1))
		echo "skipped: $1 cannot be installed here"
	fi
}

summary() {
	echo "$passed passed, $failed failed, $skipped skipped"
	[[ $failed -eq 0 ]]
}

# The toolchain: the oldest that the manifest promises, or else the one that is there.
oldest=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
toolchain=()
choose_toolchain() {
	if rustup toolchain install "$oldest" --profile minimal --no-self-update >"$out/rustup.log" 2>&1; then
		toolchain=("+$oldest")
	else
		skip "Rust $oldest"
	fi
}

# The standard library of a target.
install_target() { # install_target TARGET
	rustup target add ${toolchain:+--toolchain "$oldest"} "$1" >"$out/rustup.log" 2>&1 || { skip "$1"; false; }
}

# Compiles without linking: no tools of the target are needed.
check() { # check TARGET [FLAGS...]
	local target=$1 name=${1//-/_}
	shift
	env "CC_$name=true" "AR_$name=true" "${CARGO:-cargo}" "${toolchain[@]}" check --lib --target "$target" --target-dir "$out" "$@" >"$out/$target.log" 2>&1
	verdict "$target${*:+ $*}, Rust ${toolchain:+$oldest}" $? "$out/$target.log"
}

# Builds the library for a target of `runnable`, then checks the layout of the C records and the variable arguments of osip_trace, and runs the
# demonstration against the project's registrar ($PEERS).
build_and_run() { # build_and_run TARGET [FLAGS...]
	local target cc runner
	read -r target cc runner < <(grep "^$1 " <<<"$runnable")
	shift
	{ build "$target" "$cc" "$@" && run "$target" "$cc" "$runner"; } >"$out/$target.log" 2>&1 </dev/null
	verdict "$target runs${*:+ $*}, Rust ${toolchain:+$oldest}" $? "$out/$target.log"
}

build() { # build TARGET CC [FLAGS...]
	local target=$1 cc=$2 name=${1//-/_} type=cdylib
	shift 2
	[[ $target = *musl ]] && type=staticlib
	env "CC_$name=$cc" "CARGO_TARGET_${name^^}_LINKER=$cc" \
		"${CARGO:-cargo}" "${toolchain[@]}" rustc --lib --crate-type $type --target "$target" --target-dir "$out" "$@"
}

run() { # run TARGET CC RUNNER
	local target=$1 cc=$2 library=$out/$1/debug place=$out/$1/programs start=() name port code
	mkdir -p "$place"
	[[ -z $3 ]] || start=("$3")
	if [[ $target != *musl ]]; then
		start+=(-L "/usr/${cc%-gcc}" -E "LD_LIBRARY_PATH=$library:$place")
		# The name that programs load it by.
		ln -sfn "$library/libeXosip2.so" "$place/libeXosip2.so.15"
	fi
	for name in c-tests/abi/layout-check c-tests/abi/trace-call examples/register; do
		link "$target" "$cc" "$name.c" "$place/${name##*/}" || return
	done
	"${start[@]}" "$place/layout-check" && "${start[@]}" "$place/trace-call" || return
	coproc "$PEERS/registrar" --password wonderland
	read -r _ port <&"${COPROC[0]}"
	timeout 300 "${start[@]}" "$place/register" "sip:127.0.0.1:$port" alice wonderland >"$place/output"
	code=$?
	kill "$COPROC_PID"
	wait "$COPROC_PID" 2>/dev/null
	cat "$place/output"
	[[ $code -eq 0 ]] && grep -qx refreshed "$place/output" && grep -qx unregistered "$place/output"
}

link() { # link TARGET CC SOURCE PROGRAM
	local flags=(-std=gnu11 -Wall -Werror -Iinclude) library=$out/$1/debug rust
	# Rust brings along musl's library for each target, and an unwinder: that of glibc's compiler asks for more than musl has.
	rust=$(rustc "${toolchain[@]}" --print sysroot)/lib/rustlib/$1/lib/self-contained
	case $1 in
	x86_64-*-musl) "$2" "${flags[@]}" "$3" -o "$4" -static "$library/libeXosip2.a" "-L$rust" -lunwind ;;
	# There is no compiler for it in Debian. What these programs need of musl's headers is the same for all processors of 64 bits.
	*-musl)
		"$2" "${flags[@]}" -nostdinc -isystem "$("$2" -print-file-name=include)" -isystem "/usr/include/$(uname -m)-linux-musl" "$3" -o "$4" \
			-static -nostdlib "$rust"/crt1.o "$rust"/crti.o "$library/libeXosip2.a" "-L$rust" -lunwind -lc -lgcc "$rust"/crtn.o
		;;
	*) "$2" "${flags[@]}" "$3" -o "$4" "-L$library" -leXosip2 ;;
	esac
}
