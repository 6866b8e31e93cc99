#!/usr/bin/env bash
# Compiles the library for other processors and systems, with the oldest Rust that the manifest promises: targets.sh
# On 64 and 32 bit ARM it runs by qemu-user: the layout of the C records, and the demonstration. For the others nothing is linked.
set -u
cd "$(dirname "$0")/.."
source scripts/foreign.sh

# TLS, whose dependencies take as long as the library, is compiled for one target of each kind: 64 and 32 bits, Linux and macOS. For Android it is
# that of Linux: nothing in it asks for the system.
with_tls=(i686-unknown-linux-gnu aarch64-apple-darwin)
without_tls=(aarch64-linux-android x86_64-unknown-linux-musl aarch64-unknown-linux-musl x86_64-unknown-freebsd x86_64-unknown-netbsd)

choose_toolchain
install_target aarch64-unknown-linux-gnu && build_and_run aarch64-unknown-linux-gnu
install_target armv7-unknown-linux-gnueabihf && build_and_run armv7-unknown-linux-gnueabihf --no-default-features
for target in "${with_tls[@]}"; do
	install_target "$target" && check "$target"
done
for target in "${without_tls[@]}"; do
	install_target "$target" && check "$target" --no-default-features
done
summary
