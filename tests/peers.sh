#!/usr/bin/env bash
# Calls between examples/softphone and telephones of others on loopback: peers.sh FOLDER-OF-THE-LIBRARY
# SIPp with its built-in scenarios uac, uas, regexp and 3pcc, baresip and linphone, both without sound devices. Each has to be there:
# `scripts/setup.sh peers` installs them. One line a call, and a closing "N passed, N failed".
set -u
cd "$(dirname "$0")/.."
built=${1:-target/debug}
for tool in sipp baresip linphonec; do
	command -v $tool >/dev/null || { echo "$tool is missing: scripts/setup.sh peers installs it" >&2; exit 1; }
done
folder=$(mktemp -d)
trap 'jobs -p | xargs -r kill 2>/dev/null; rm -rf "$folder"' EXIT
for name in eXosip2 osip2 osipparser2; do ln -s "$(realpath "$built/libeXosip2.so")" "$folder/lib$name.so.15"; done
cc -Wall -Wextra -Werror -Iinclude examples/softphone.c -o "$folder/softphone" "$built/libeXosip2.so" || exit 1
port=$((20000 + RANDOM % 10000)) # below those that the system gives away
passed=0 failed=0
declare -A ids=()

# start NAME COMMAND...: in the background, with its output in a log. Each may take a while on a busy machine, none for ever.
start() {
	local name=$1
	shift
	: >"$folder/$name.log"
	timeout 120 "$@" >"$folder/$name.log" 2>&1 </dev/null &
	ids[$name]=$!
}

# softphone NAME TRANSPORT COMMAND...: ours, at the next port; waits until it is ready to be called.
softphone() {
	local name=$1 transport=$2 tries=0
	shift 2
	own=127.0.0.1:$((port += 10))
	start "$name" env LD_LIBRARY_PATH="$folder" "$folder/softphone" "$name" "$transport" "${own#*:}" "$own" "$@"
	[[ $1 != wait-call ]] || until grep -q ready "$folder/$name.log" || ((++tries > 200)); do sleep 0.05; done
}

# until_said NAME TEXT: waits for it in a log.
until_said() {
	local tries=0
	until grep -q "$2" "$folder/$1.log" || ((++tries > 600)); do sleep 0.05; done
}

# finish TITLE NAME...: each has to end with 0.
finish() {
	local title=$1 wrong='' name
	shift
	for name in "$@"; do wait "${ids[$name]}" || wrong+=" $name ($?)"; done
	if [[ -z $wrong ]]; then
		passed=$((passed + 1))
		echo "ok      peers     $title"
	else
		failed=$((failed + 1))
		echo "FAILED  peers     $title:$wrong"
		for name in "$@"; do tail -20 "$folder/$name.log" | sed "s/^/        $name  /"; done
	fi
	ids=()
}

# sipp_at NAME OPTION...: one call of SIPp, from the next port.
sipp_at() {
	local name=$1
	shift
	start "$name" sipp -m 1 -i 127.0.0.1 -p $((port += 10)) -nostdin -timeout 60 "$@"
}

from_sipp() {
	softphone bob "$2" wait-call wait-end
	sipp_at sipp -sn "$1" $([[ $2 = tcp ]] && echo -t t1) "$own"
	finish "SIPp calls, scenario $1, ${2^^}" bob sipp
}

to_sipp() {
	sipp_at sipp -sn uas $([[ $1 = tcp ]] && echo -t t1)
	sleep 1 # it prints nothing when it listens
	softphone alice "$1" call "sip:service@127.0.0.1:$port;transport=$1" hangup
	finish "SIPp is called, scenario uas, ${1^^}" alice sipp
}

third_party_control() {
	softphone ann udp wait-call wait-end
	local ann=$own
	softphone bob udp wait-call wait-end
	local link=127.0.0.1:$((port += 10))
	sipp_at second -sn 3pcc-C-B -3pcc "$link" "$own"
	sleep 1
	sipp_at first -sn 3pcc-C-A -3pcc "$link" "$ann"
	finish 'SIPp connects two calls, scenario 3pcc' ann bob first second
}

# A telephone that answers, without sound devices; its port is $bare.
baresip_at() {
	local name=$1
	shift
	bare=$((port += 10))
	mkdir -p "$folder/$name"
	printf '%s\n' "sip_listen 127.0.0.1:$bare" 'audio_player aubridge,dummy' 'audio_source aubridge,dummy' 'audio_alert aubridge,dummy' \
		"module_path $(dirname "$(find /usr/lib -name g711.so -path '*baresip*' | head -1)")" 'module g711.so' 'module aubridge.so' \
		'module_tmp account.so' 'module_app menu.so' >"$folder/$name/config"
	echo "<sip:bare@127.0.0.1:$bare>;regint=0;answermode=auto" >"$folder/$name/accounts"
	: >"$folder/$name/contacts"
	start "$name" baresip -f "$folder/$name" "$@"
	until_said "$name" 'baresip is ready'
}

from_baresip() {
	softphone bob "$1" wait-call wait-end
	baresip_at baresip -e "/dial sip:bob@$own;transport=$1" -t 4
	finish "baresip calls, ${1^^}" bob baresip
}

to_baresip() {
	baresip_at baresip -t 8
	softphone alice "$1" call "sip:bare@127.0.0.1:$bare;transport=$1" hold resume hangup
	finish "baresip is called, held and resumed, ${1^^}" alice baresip
}

# linphone_at NAME OPTION...: reads its commands from a pipe that $linphone is; its port is $lin.
linphone_at() {
	lin=$((port += 10))
	mkdir -p "$folder/home/.local/share/linphone"
	printf '%s\n' '[sip]' "sip_port=$lin" "sip_tcp_port=$lin" 'sip_tls_port=-1' 'use_ipv6=0' 'default_proxy=-1' '[rtp]' \
		"audio_rtp_port=$((port += 10))" >"$folder/linphonerc"
	rm -f "$folder/commands"
	mkfifo "$folder/commands"
	HOME=$folder/home timeout 120 linphonec -c "$folder/linphonerc" "$@" <"$folder/commands" >"$folder/linphone.log" 2>&1 &
	ids[linphone]=$!
	exec {linphone}>"$folder/commands"
	echo 'soundcard use files' >&"$linphone"
	until_said linphone 'Using wav files'
}

from_linphone() {
	softphone bob "$1" wait-call wait-end
	linphone_at
	echo "call sip:bob@$own;transport=$1" >&"$linphone"
	until_said linphone 'Media streams established'
	echo terminate >&"$linphone"
	until_said linphone 'ended'
	echo quit >&"$linphone"
	exec {linphone}>&-
	finish "linphone calls, ${1^^}" bob linphone
}

to_linphone() {
	linphone_at -a
	softphone alice "$1" call "sip:lin@127.0.0.1:$lin;transport=$1" hold resume hangup
	until_said linphone 'ended'
	echo quit >&"$linphone"
	exec {linphone}>&-
	finish "linphone is called, held and resumed, ${1^^}" alice linphone
}

for transport in udp tcp; do
	from_sipp uac $transport
	to_sipp $transport
	from_baresip $transport
	to_baresip $transport
	from_linphone $transport
	to_linphone $transport
done
from_sipp regexp udp
third_party_control
echo "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
