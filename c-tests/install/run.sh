#!/usr/bin/env bash
# Installs the library in the ways that users and packagers do, builds and runs ordinary programs against it, and removes it again.
# Each part is a script of this folder; together they close with "N passed, N failed".
set -u
cd "$(dirname "$0")/../.."
export MAKE=${MAKE:-make}
export ROOT; ROOT=$(mktemp -d)
trap 'rm -rf "$ROOT"' EXIT
passed=0 failed=0
for part in folder loader package; do
	mkdir "$ROOT/$part"
	c-tests/install/$part.sh "$ROOT/$part" 2>&1 | tee "$ROOT/output"
	[[ ${PIPESTATUS[0]} -eq 0 ]] || echo "FAILED  install   $part.sh did not end" | tee -a "$ROOT/output"
	passed=$((passed + $(grep -c '^ok ' "$ROOT/output")))
	failed=$((failed + $(grep -c '^FAILED ' "$ROOT/output")))
done
echo "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
