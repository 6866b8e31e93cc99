#!/usr/bin/env bash
# The C interface, judged by C: check.sh libeXosip2.so
# Compiles the checks in this folder against include/ with gcc and clang, links them with the library, and runs them.
set -eu
library=$(realpath "$1")
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
here=c-tests/abi
ln -s "$library" "$out/libeXosip2.so"
ln -s "$library" "$out/libeXosip2.so.15"
export LD_LIBRARY_PATH=$out
link=(-L "$out" -leXosip2)

# What no program sees into under EXOSIP_OPAQUE.
opaque='osip_accept_encoding_t osip_authentication_info_t osip_authorization_t osip_body_t osip_call_id_t osip_call_info_t
	osip_content_length_t osip_content_type_t osip_cseq_t osip_dialog_t osip_event_t osip_from_t osip_header_t osip_ict_t
	osip_ist_t osip_message_t osip_nict_t osip_nist_t osip_t osip_transaction_t osip_uri_param_t osip_uri_t osip_via_t
	osip_www_authenticate_t ixt_t sdp_attribute_t sdp_bandwidth_t sdp_connection_t sdp_key_t sdp_media_t sdp_message_t
	sdp_time_descr_t'

compile() { "$@" -Wall -Werror -Iinclude; }
headers() { (cd include && find . -name '*.h' | sort | sed 's|^\./||'); }

for tool in gcc:g++ clang:clang++; do
	c=${tool%:*} cxx=${tool#*:}
	for std in c11 gnu11; do
		compile "$c" -std=$std $here/layout-check.c -o "$out/layout"
		"$out/layout"
		compile "$c" -std=gnu11 $here/prototype-check.c -o "$out/prototypes" "${link[@]}"
		"$out/prototypes" >/dev/null
		for switch in -UENABLE_TRACE -DENABLE_TRACE -DEXOSIP_OPAQUE; do
			compile "$c" -std=gnu11 $switch -c $here/macro-check.c -o "$out/macros.o"
		done
	done
	compile "$cxx" -x c++ $here/layout-check.c -o "$out/layout"
	"$out/layout"
	# Defines of the original's build that change its records change nothing.
	compile "$c" -std=gnu11 -DMINISIZE -DOSIP_MONOTHREAD -DDEBUG_MEM $here/layout-check.c -o "$out/layout"
	"$out/layout"
	for switch in -UENABLE_TRACE -DENABLE_TRACE -DEXOSIP_OPAQUE; do
		compile "$cxx" -x c++ $switch -c $here/macro-check.c -o "$out/macros.o"
	done
	for pie in -pie -no-pie; do
		compile "$c" -std=c11 $pie $([[ $pie = -pie ]] && echo -fPIE) $here/hooks.c -o "$out/hooks" "${link[@]}"
		"$out/hooks"
	done
	for header in $(headers); do
		for switch in -UEXOSIP_OPAQUE -DEXOSIP_OPAQUE; do
			printf "#include <%s>\nint alone;\n" "$header" >"$out/alone.c"
			compile "$c" -std=c90 -D_DEFAULT_SOURCE -pedantic $switch -fsyntax-only "$out/alone.c"
			compile "$cxx" -x c++ $switch -fsyntax-only "$out/alone.c"
		done
	done
	for switch in -UEXOSIP_OPAQUE -DEXOSIP_OPAQUE; do
		compile "$c" $switch -Wextra -pedantic examples/register.c -o "$out/register" "${link[@]}"
		compile "$cxx" -x c++ $switch -Wextra -pedantic examples/register.c -o "$out/register" "${link[@]}"
	done
	for type in $opaque; do
		printf '#include <eXosip2/eXosip.h>\n#include <osip2/osip_dialog.h>\nint size = sizeof(%s);\n' "$type" >"$out/size.c"
		compile "$c" -UEXOSIP_OPAQUE -fsyntax-only "$out/size.c"
		if compile "$c" -DEXOSIP_OPAQUE -fsyntax-only "$out/size.c" 2>/dev/null; then
			echo "$type is not hidden by EXOSIP_OPAQUE" >&2
			exit 1
		fi
	done
	echo "ok      interface $c"
done
