#!/usr/bin/env bash
# Lets examples talk to each other on loopback, over UDP and then over TCP, and draws what they say: conversation.sh gb28181 | call | relayed
# `relayed`: through Kamailio, which records the route and wants a digest for calls, and over TLS as well.
# The exit code tells whether each program reached what it wanted. BUILT: the folder with the library and the registrar, which are built without it.
set -u
cd "$(dirname "$0")/.."
what=${1:-}
case $what in
gb28181 | call | relayed) ;;
*) echo "usage: $0 gb28181 | call | relayed" >&2; exit 2 ;;
esac
if [[ -z ${BUILT:-} ]]; then
	echo 'Building the library and a registrar; this takes a few minutes the first time.'
	BUILT=${CARGO_TARGET_DIR:-target}/${CARGO_BUILD_TARGET:+$CARGO_BUILD_TARGET/}debug
	cargo build --quiet --package exosip2 --package registrar || exit 1
fi
folder=$(mktemp -d)
trap '[[ ! -e $folder/kamailio/registrar.pid ]] || tests/registrar/stop.sh "$folder/kamailio" >/dev/null; jobs -p | xargs -r kill 2>/dev/null; rm -rf "$folder"' EXIT
for name in eXosip2 osip2 osipparser2; do ln -s "$(realpath "$BUILT/libeXosip2.so")" "$folder/lib$name.so.15"; done
export LD_LIBRARY_PATH=$folder
port=$((20000 + RANDOM % 10000)) # below those that the system gives away

build() { cc -Wall -Wextra -Werror ${DEMO_CFLAGS:-} -Iinclude "examples/$1.c" -o "$folder/$(basename "$1")" "$BUILT/libeXosip2.so" || exit 1; }

# start_quiet NAME COMMAND...: in the background, with its output in a log.
start_quiet() {
	local name=$1
	shift
	: >"$folder/$name.log"
	timeout 90 "$@" >"$folder/$name.log" 2>&1 &
	ids[$name]=$!
}

# start NAME COMMAND...: likewise, and waits until it is ready.
start() {
	local name=$1 tries=0
	start_quiet "$@"
	until grep -q '^ready' "$folder/$name.log" || ((++tries > 100)); do sleep 0.05; done
}

# finish TITLE NAME...: waits for the programs and draws what they said, in this order of columns.
finish() {
	local title=$1 failed='' code
	shift
	for name in "$@"; do
		[[ -n ${ids[$name]:-} ]] || continue
		wait "${ids[$name]}" || { code=$?; failed+=" $name ($code)"; }
	done
	printf '\n%s\n\n' "$title"
	for name in "$@"; do [[ -e $folder/$name.log ]] && grep '^@ ' "$folder/$name.log"; done | sort -s -k2,2n | awk -v lanes="$*" -f scripts/ladder.awk
	for name in "$@"; do [[ -e $folder/$name.log ]] && grep -Ev '^(@ |ready)' "$folder/$name.log" | sed "s/^/  $name  /"; done
	if [[ -n $failed ]]; then
		echo "FAILED: $title:$failed"
		result=1
	else
		echo "complete: $title"
	fi
	ids=()
}

declare -A ids=()
result=0
case $what in
gb28181)
	build gb28181/device
	build gb28181/platform
	for transport in udp tcp; do
		start platform "$folder/platform" $transport $((++port)) 34020000001320000001 12345678
		start_quiet device "$folder/device" "sip:34020000002000000001@127.0.0.1:$port;transport=$transport" 34020000001320000001 12345678
		finish "GB28181 over ${transport^^}" device platform
	done
	;;
call)
	build softphone
	mkfifo "$folder/port"
	"$BUILT/registrar" --password wonderland >"$folder/port" &
	read -r _ registrar <"$folder/port"
	for transport in udp tcp; do
		alice=127.0.0.1:$((++port)) bob=127.0.0.1:$((++port)) carol=127.0.0.1:$((++port)) parameter=";transport=$transport"
		start carol "$folder/softphone" carol $transport "${carol#*:}" "$carol" wait-call wait-end
		start bob "$folder/softphone" bob $transport "${bob#*:}" "$bob" wait-call wait-transfer hangup
		start_quiet alice "$folder/softphone" alice $transport "${alice#*:}" "127.0.0.1:$registrar" register "sip:127.0.0.1:$registrar$parameter" wonderland \
			call "sip:bob@$bob$parameter" hold resume transfer "sip:carol@$carol$parameter" hangup unregister
		finish "Calls over ${transport^^}" registrar alice bob carol
		alice=127.0.0.1:$((++port)) bob=127.0.0.1:$((++port)) carol=127.0.0.1:$((++port))
		start carol "$folder/softphone" carol $transport "${carol#*:}" "$carol" wait-call wait-end
		start bob "$folder/softphone" bob $transport "${bob#*:}" "$bob" wait-call wait-transfer hangup
		start_quiet alice "$folder/softphone" alice $transport "${alice#*:}" "$alice" call "sip:bob@$bob$parameter" hold \
			consult "sip:carol@$carol$parameter" attend hangup
		finish "An attended transfer over ${transport^^}" alice bob carol
	done
	;;
relayed)
	build softphone
	tries=0
	until tests/registrar/start.sh -c -p $((port += 2)) "$folder/kamailio" >"$folder/start.txt" 2>&1; do
		((++tries < 10)) || { cat "$folder/start.txt" >&2; exit 1; }
	done
	password() { awk -v user="$1" '$1 == user { print $2 }' tests/registrar/users.txt; }
	kamailio=$port
	((port += 1000))
	for transport in udp tcp tls; do
		listen=$transport proxy="sip:127.0.0.1:$kamailio;transport=$transport"
		[[ $transport != tls ]] || listen=$folder/kamailio/ca.pem proxy="sip:127.0.0.1:$((kamailio + 1));transport=tls"
		phone() { echo "$folder/softphone" "$1" "$listen" $((++port)) example.test register "$proxy" "$(password "$1")" via "$proxy"; }
		# shellcheck disable=SC2046 # phone prints words
		start carol $(phone carol) wait-call wait-end
		((++port))
		# shellcheck disable=SC2046
		start bob $(phone bob) wait-call wait-transfer hangup
		((++port))
		# shellcheck disable=SC2046
		start_quiet alice $(phone alice) call sip:bob@example.test hold resume transfer sip:carol@example.test hangup unregister
		((++port))
		finish "Calls through Kamailio over ${transport^^}" registrar alice bob carol
		# The callee's requests take the recorded route as well.
		grep -q "RELAY NOTIFY from=bob to=alice proto=$transport" "$folder/kamailio/registrar.log" || { echo 'FAILED: a NOTIFY passed Kamailio by'; result=1; }
	done
	;;
esac
exit $result
