#!/usr/bin/env bash
# Builds the companions of libeXosip2.so: companions.sh FOLDER NAME...
# FOLDER/companions/libNAME.so.15 has the soname of the original and needs libeXosip2.so.15, which holds all functions: programs that ask the loader for
# libNAME.so.15 find them there. They stand apart from FOLDER, where Cargo lets its programs look for libraries.
# CC: the compiler to link with; COMPANION_RPATH: where they look for libeXosip2.so.15 besides the usual places.
set -eu
folder=$1
shift
mkdir -p "$folder/companions"
for name in "$@"; do
	library=$folder/companions/lib$name.so.15
	# Beside it, for one: the run path of a program does not count for the needs of its libraries.
	${CC:-cc} -shared -nostartfiles -o "$library" -Wl,-soname,"lib$name.so.15" -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--build-id,-s \
		${COMPANION_RPATH-'-Wl,-rpath,$ORIGIN'} -Wl,--no-as-needed -L"$folder" -leXosip2 -lc
done
