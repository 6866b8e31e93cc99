#!/usr/bin/env bash
# Runs the programs of c-tests/differential on Debian's libosipparser2 and on ours: what they print must be the same, and valgrind silent.
# differential.sh OUT: OUT/debug holds our library, with what it checks, OUT/release the one that runs sooner, for valgrind. Each program is built
# twice, with Debian's headers and with ours, and both run on both.
set -u
out=$1
mkdir -p "$out/differential"
passed=0 failed=0
flags=(-std=gnu11 -g -Wall -Wextra -Werror)

# Debian's library, wherever it lies, without ours.
debian=/usr/include/osipparser2/osip_parser.h
[[ -e $debian ]] || { echo "libosip2-dev is missing: scripts/setup.sh test installs it" >&2; exit 1; }

verdict() { # verdict NAME HOW CODE REPORT
	if [[ $3 -eq 0 ]]; then
		passed=$((passed + 1))
		printf 'ok      %-10s %s\n' "$1" "$2"
	else
		failed=$((failed + 1))
		printf 'FAILED  %-10s %s\n%s\n' "$1" "$2" "$(head -25 "$4" | sed 's/^/        /')"
	fi
}

for source in c-tests/differential/*.c; do
	name=$(basename "$source" .c)
	at=$out/differential/$name
	if ! cc "${flags[@]}" "$source" -o "$at.debian" -losipparser2 -losip2 2>"$at.diff" ||
		! cc "${flags[@]}" -Iinclude "$source" -o "$at.ours" -losipparser2 -losip2 2>>"$at.diff"; then
		verdict "$name" "does not compile" 1 "$at.diff"
		continue
	fi
	timeout 60 "$at.debian" >"$at.wanted" 2>&1 || { verdict "$name" "does not run on the original" 1 "$at.wanted"; continue; }
	timeout 60 "$at.ours" 2>&1 | diff "$at.wanted" - >"$at.diff"
	verdict "$name" "our headers, Debian's library" $? "$at.diff"
	LD_LIBRARY_PATH=$out/debug timeout 60 "$at.debian" 2>&1 | diff "$at.wanted" - >"$at.diff"
	verdict "$name" "Debian's headers, our library" $? "$at.diff"
	LD_LIBRARY_PATH=$out/debug timeout 60 "$at.ours" 2>&1 | diff "$at.wanted" - >"$at.diff"
	verdict "$name" "our headers, our library" $? "$at.diff"
	PATIENCE=10 LD_LIBRARY_PATH=$out/release timeout 180 valgrind -q --fair-sched=yes --error-exitcode=99 --leak-check=full \
		--errors-for-leak-kinds=definite,indirect,possible --show-leak-kinds=definite,indirect,possible \
		--log-file="$at.valgrind" "$at.debian" >/dev/null
	verdict "$name" "our library under valgrind" $? "$at.valgrind"
done
echo "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
