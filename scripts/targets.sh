#!/usr/bin/env bash
# Compiles the library for other processors and systems, with the oldest Rust that the manifest promises: targets.sh
# On 64 and 32 bit ARM it runs by qemu-user: the layout of the C records, and the demonstration. For the others nothing is linked.
set -u
cd "$(dirname "$0")/.."
source scripts/foreign.sh

run_on=(aarch64-unknown-linux-gnu armv7-unknown-linux-gnueabihf)
checked=(i686-unknown-linux-gnu x86_64-unknown-linux-musl aarch64-unknown-linux-musl
	aarch64-linux-android x86_64-unknown-freebsd x86_64-unknown-netbsd aarch64-apple-darwin)

choose_toolchain
for target in "${run_on[@]}"; do
	install_target "$target" && build_and_run "$target"
done
for target in "${checked[@]}"; do
	install_target "$target" && check "$target"
done
summary
