#!/usr/bin/env bash
# Runs the library on each target that this machine can run, and on Linux as on other systems: platforms.sh OUT, which holds what
# mk/c-tests.mk built.
set -u
cd "$(dirname "$0")/.."
source scripts/foreign.sh
c_out=$1

choose_toolchain
while read -r target _; do
	[[ -z $target ]] || { install_target "$target" && build_and_run "$target"; }
done <<<"$runnable"

# As other systems have it, on Linux: poll instead of epoll, a timer instead of netlink.
portable=$out/portable
mkdir -p "$portable/debug"
ln -sfn "$c_out/plain" "$portable/plain"
ln -sfn "$c_out/certificates" "$portable/certificates"
for name in eXosip2 osip2 osipparser2; do
	ln -sfn "$out/debug/libeXosip2.so" "$portable/debug/lib$name.so.15"
done
log=$out/portable.log
"${CARGO:-cargo}" build --lib --features portable --target-dir "$out" >"$log" 2>&1 &&
	MODES=debug c-tests/run.sh "$portable" $(cd c-tests && printf '%s\n' register/*.c | sed 's/\.c$//') >>"$log" 2>&1
verdict "registrations by the portable implementation" $? "$log"
summary
