#!/bin/sh
# The linker of builds for tests: cc with mold or lld where one is installed and the compiler knows it, else as usual. What is released is
# linked as usual always.
case " $* " in
*/release/*) exec cc "$@" ;;
esac
for linker in mold lld; do
	command -v ld.$linker >/dev/null && cc -fuse-ld=$linker "$@" 2>/dev/null && exit
done
exec cc "$@"
