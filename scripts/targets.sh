#!/usr/bin/env bash
# Checks that the library compiles for other processors and systems, with the oldest Rust that the manifest promises: targets.sh
# Nothing is linked and no C is compiled, so no tools of the targets are needed. What rustup cannot install here is skipped, and said.
set -u
cd "$(dirname "$0")/.."
targets=(aarch64-unknown-linux-gnu armv7-unknown-linux-gnueabihf i686-unknown-linux-gnu x86_64-unknown-linux-musl aarch64-unknown-linux-musl
	aarch64-linux-android x86_64-unknown-freebsd x86_64-unknown-netbsd aarch64-apple-darwin)
out=${TARGET_DIR:-target}/targets
mkdir -p "$out"
passed=0 failed=0 skipped=0

verdict() { # verdict NAME CODE LOG
	if [[ $2 -eq 0 ]]; then
		passed=$((passed + 1))
		echo "ok      target    $1"
	else
		failed=$((failed + 1))
		printf 'FAILED  target    %s\n%s\n' "$1" "$(grep -vE '^ *(Compiling|Checking)' "$3" | tail -40 | sed 's/^/        /')"
	fi
}

skip() {
	skipped=$((skipped + 1))
	echo "skipped: $1 cannot be installed here"
}

# The toolchain: the oldest one, or the one that is there.
oldest=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
log=$out/rustup.log
toolchain=()
if rustup toolchain install "$oldest" --profile minimal --no-self-update >"$log" 2>&1; then
	toolchain=("+$oldest")
else
	skip "Rust $oldest"
fi
for target in "${targets[@]}"; do
	if ! rustup target add ${toolchain:+--toolchain "$oldest"} "$target" >"$log" 2>&1; then
		skip "$target"
		continue
	fi
	name=${target//-/_}
	env "CC_$name=true" "AR_$name=true" "${CARGO:-cargo}" "${toolchain[@]}" check --lib --target "$target" --target-dir "$out" >"$out/$target.log" 2>&1
	verdict "$target, Rust ${toolchain:+$oldest}" $? "$out/$target.log"
done
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
