# Calls between examples/softphone and phones of others on loopback, to be sourced in the root of the repository:
# PEERS=FOLDER-OF-THE-LIBRARY . tests/common/phones.sh KIND PURPOSE TOOL...
# What checks.sh has; programs in the background, each with a log; SIPp; Kamailio. `scripts/setup.sh PURPOSE` installs the tools: one that is
# missing is an error.
. tests/common/checks.sh "$1"
for tool in "${@:3}"; do
	command -v "$tool" >/dev/null || { echo "$tool is missing: scripts/setup.sh $2 installs it" >&2; exit 1; }
done
trap 'leave_kamailio; jobs -p | xargs -r kill 2>/dev/null; rm -rf "$folder"' EXIT
library "$folder"
cc -Wall -Wextra -Werror -Iinclude examples/softphone.c -o "$folder/softphone" "$debug/libeXosip2.so" || exit 1
port=$((20000 + RANDOM % 10000)) # below those that the system gives away
declare -A ids=()
missed=

# start NAME COMMAND...: in the background, with its output in a log. Each may take a while on a busy machine, none for ever.
start() {
	local name=$1
	shift
	: >"$folder/$name.log"
	timeout 120 "$@" >"$folder/$name.log" 2>&1 </dev/null &
	ids[$name]=$!
}

# wait_for COMMAND...: until it succeeds.
wait_for() {
	local tries=0
	until "$@"; do
		((++tries < 300)) || return 1
		sleep 0.05
	done
}

# until_said NAME TEXT: waits for it in a log.
until_said() { wait_for grep -qa "$2" "$folder/$1.log"; }

# softphone NAME TRANSPORT COMMAND...: ours, at the next port, $own; waits until it can be called. $domain: what stands in its From.
softphone() {
	local name=$1 transport=$2
	shift 2
	own=127.0.0.1:$((port += 10))
	start "$name" env LD_LIBRARY_PATH="$folder" "$folder/softphone" "$name" "$transport" "${own#*:}" "${domain:-$own}" "$@"
	[[ " $* " != *" wait-"@(call|ring|message)" "* ]] || until_said "$name" '^ready'
}

# sipp_at NAME TRANSPORT OPTION...: one call of SIPp, from the next port. SIPp over TLS is in no package of Debian's.
sipp_at() {
	local name=$1 mode=u1
	[[ $2 = udp ]] || mode=t1
	start "$name" sipp -t $mode -m 1 -i 127.0.0.1 -p $((port += 10)) -nostdin -timeout 60 -trace_err -error_file "$folder/$name.errors" "${@:3}"
}

is_bound() { grep -qh ":$(printf %04X "$port") " /proc/net/udp /proc/net/tcp; }

# finish TITLE NAME...: each has to end with 0, and nothing that was waited for may be missed.
finish() {
	local title=$1 wrong=$missed name
	shift
	for name in "$@"; do
		wait "${ids[$name]}" || wrong+=" $name ($?)"
		tail -n 30 "$folder/$name.log"
	done >"$folder/output"
	tail -n 30 "$folder"/*.errors >>"$folder/output" 2>/dev/null
	[[ -z $wrong ]]
	verdict "$title${wrong:+:}$wrong" $?
	rm -f "$folder"/*.errors
	missed=
}

# kamailio OPTION...: a registrar and relay with these options of tests/registrar/start.sh; its port is $proxy, that of TLS the next one.
kamailio() {
	local tries=0
	leave_kamailio
	until tests/registrar/start.sh "$@" -p $((port += 10)) "$folder/kamailio" >"$folder/start.txt" 2>&1; do
		((++tries < 10)) || { cat "$folder/start.txt" >&2; exit 1; }
	done
	proxy=$port
}

leave_kamailio() { [[ ! -e $folder/kamailio/registrar.pid ]] || tests/registrar/stop.sh "$folder/kamailio" >/dev/null; }

password() { awk -v user="$1" '$1 == user { print $2 }' tests/registrar/users.txt; }
