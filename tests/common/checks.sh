# What the tests of examples and pages share, to be sourced in the root of the repository: . tests/common/checks.sh KIND
# A temporary folder, the built library in it under its names, the registrar of this project, and a line for each test.
kind=$1
debug=${PEERS:-target/debug}
passed=0 failed=0 skipped=0
folder=$(mktemp -d)
trap 'jobs -p | xargs -r kill 2>/dev/null; rm -rf "$folder"' EXIT

# verdict NAME CODE: counts; the last output is shown where it failed.
verdict() {
	if [[ $2 -eq 0 ]]; then
		passed=$((passed + 1))
		printf 'ok      %-9s %s\n' "$kind" "$1"
	else
		failed=$((failed + 1))
		printf 'FAILED  %-9s %s\n' "$kind" "$1"
		sed 's/^/        /' "$folder/output"
	fi
}

# skip NAME REASON
skip() {
	skipped=$((skipped + 1))
	printf 'skipped %-9s %s: %s\n' "$kind" "$1" "$2"
}

# Prints how many tests passed and failed; fails if one has.
summary() {
	if [[ $skipped -gt 0 ]]; then
		echo "$passed passed, $failed failed, $skipped skipped"
	else
		echo "$passed passed, $failed failed"
	fi
	[[ $failed -eq 0 && $passed -gt 0 ]]
}

registrar() { # registrar OPTIONS...: starts one; its port
	mkfifo "$folder/port"
	"$debug/registrar" "$@" >"$folder/port" &
	read -r _ port <"$folder/port"
	rm "$folder/port"
}

# library FOLDER: links to the built library, by the names for the compiler and for the loader.
library() {
	local name
	mkdir -p "$1"
	for name in eXosip2 osip2 osipparser2; do
		ln -s "$(realpath "$debug/libeXosip2.so")" "$1/lib$name.so.15"
		ln -s "$(realpath "$debug/libeXosip2.so")" "$1/lib$name.so"
	done
}
