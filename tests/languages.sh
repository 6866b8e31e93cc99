#!/usr/bin/env bash
# The examples in other languages: languages.sh BUILT [LANGUAGE...], all for which the machine has a compiler or runtime if none is named.
# Each registers, refreshes and unregisters with the library in BUILT and a registrar of this project.
set -u
cd "$(dirname "$0")/.."
built=$(realpath "$1")
shift
wanted=" ${*:-python asyncio go node csharp java php rust} "
peers=$(realpath "${PEERS:-target/debug}")
passed=0 failed=0 skipped=0
work=$(mktemp -d)
trap 'jobs -p | xargs -r kill 2>/dev/null; rm -rf "$work"' EXIT

# As installed: the sonames, the headers, pkg-config.
${MAKE:-make} --silent install PROFILE="$(basename "$built" | sed 's/^debug$/dev/')" PREFIX="$work/usr" >"$work/output" 2>&1 || { cat "$work/output"; exit 1; }
export LD_LIBRARY_PATH=$work/usr/lib PKG_CONFIG_PATH=$work/usr/lib/pkgconfig
mkfifo "$work/port"
"$peers/registrar" --password wonderland >"$work/port" &
read -r _ port <"$work/port"

# language NAME TOOL COMMAND...: runs the example in a copy of its folder, if there is that command, file, or crate.
language() {
	local name=$1 tool=$2 folder=examples/$1
	shift 2
	[[ $wanted = *" $name "* ]] || return
	[[ $name = asyncio ]] && folder=examples/python
	if ! command -v "$tool" >/dev/null && ! compgen -G "$tool" >/dev/null; then
		skipped=$((skipped + 1))
		echo "skipped language  $name: there is no $tool here"
		return
	fi
	cp -r "$folder" "$work/$name"
	if (cd "$work/$name" && timeout 600 "$@" "sip:127.0.0.1:$port" alice wonderland) >"$work/output" 2>&1 </dev/null &&
		[[ $(grep -xE '[a-z]+' "$work/output" | xargs) = *'registered refreshed unregistered' ]]; then
		passed=$((passed + 1))
		echo "ok      language  $name"
	else
		failed=$((failed + 1))
		echo "FAILED  language  $name"
		sed 's/^/        /' "$work/output" | tail -30
	fi
}

language python python3 python3 register.py
language asyncio python3 python3 register_asyncio.py
language go go env GOFLAGS=-mod=mod GOCACHE="$work/go-cache" go run register.go
language node node sh -c 'npm install --silent --no-audit --no-fund && node register.js "$@"' node
language php php php -d ffi.enable=1 register.php
if command -v dotnet >/dev/null; then
	language csharp dotnet dotnet run --
else
	language csharp mcs sh -c 'mcs -nologo Register.cs && mono Register.exe "$@"' mono
fi
language java '/usr/share/java/jna.jar' sh -c 'java -cp /usr/share/java/jna.jar Register.java "$@"' java
# bindgen reads the headers with libclang.
language rust '/usr/lib/llvm-*/lib/libclang*.so*' cargo run --quiet --
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 && $passed -gt 0 ]]
