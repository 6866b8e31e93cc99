#!/usr/bin/env bash
# Calls between examples/softphone and telephones of others on loopback, baresip and linphone, both without sound devices: directly and through
# Kamailio, with record-route and without, over UDP, TCP and TLS: peers.sh FOLDER-OF-THE-LIBRARY [WORDS]
# Each has to be there: `scripts/setup.sh peers` installs them. One line a call, and a closing "N passed, N failed". WORDS: only the telephone, way
# and transport with these, as in "baresip, through Kamailio, TLS".
set -u
cd "$(dirname "$0")/.."
PEERS=${1:-target/debug} wanted=${2:-}
. tests/common/phones.sh peers peers baresip linphonec kamailio
. tests/common/telephones.sh

# ours COMMAND...: our telephone, alice, registered where there is a Kamailio, and the URI that it has, $us. $name: another one of ours.
ours() {
	local name=${name:-alice}
	if [[ -n ${domain:-} ]]; then
		us=sip:$name@$domain
		softphone "$name" "$listen" register "$relay" "$(password "$name")" via "$relay" "$@" unregister
	else
		softphone alice "$listen" "$@"
		us="sip:alice@$own;transport=$transport"
		[[ $phone$transport != linphonectls ]] || us=${us/127.0.0.1/localhost}
	fi
}

# prepare TITLE: what the next call shows.
prepare() {
	title="$phone $1, $way"
	mark "$phone"
}

done_with_call() {
	await "$phone" "${1:-over}"
	finish "$title" alice
}

has_answered() { [[ $(grep -ca "200 OK.*$1" "$folder/alice.log") -ge $2 ]]; }

# A refusal of Kamailio's, which wants a digest, is acknowledged too.
has_acknowledged() { [[ $(grep -c ' ACK' "$folder/alice.log") -gt $([[ -z ${domain:-} ]]; echo $?) ]]; }

it_calls() {
	prepare 'calls, holds, resumes and hangs up'
	ours wait-call wait-end
	tell "$phone" dial "$us"
	await "$phone" talks
	tell "$phone" hold
	wait_for has_answered recvonly 1
	tell "$phone" resume
	wait_for has_answered sendrecv 2
	tell "$phone" drop
	done_with_call
}

we_hang_up() {
	prepare 'calls, and we hang up'
	ours wait-call hangup
	tell "$phone" dial "$us"
	done_with_call
}

it_is_called() {
	prepare 'is called, held and resumed, and we hang up'
	ours call "$target" hold resume hangup
	await "$phone" rings
	tell "$phone" accept
	done_with_call

	prepare 'is called and hangs up'
	ours call "$target" wait-end
	await "$phone" rings
	tell "$phone" accept
	await "$phone" talks
	wait_for has_acknowledged
	tell "$phone" drop
	done_with_call
}

it_rings() {
	prepare 'rings, and we give up'
	ours ring "$target" hangup
	await "$phone" rings
	done_with_call

	prepare 'declines'
	ours expect $([[ $phone = baresip ]] && echo 486 || echo 603) call "$target"
	await "$phone" rings
	tell "$phone" drop
	done_with_call
}

we_ring() {
	prepare 'calls, and gives up while we ring'
	ours wait-ring wait-end
	tell "$phone" dial "$us"
	await "$phone" alerts
	tell "$phone" drop
	done_with_call

	prepare 'calls, and we are busy'
	ours wait-ring refuse 486
	tell "$phone" dial "$us"
	done_with_call refused
}

it_is_transferred() {
	prepare 'is called and transferred'
	name=dave ours wait-call wait-end
	ours call "$target" transfer "$us" hangup
	await "$phone" rings
	tell "$phone" accept
	wait "${ids[alice]}" || missed+=' alice'
	await "$phone" over
	tell "$phone" drop
	finish "$title" alice dave
}

it_gets_messages() {
	prepare 'gets a message'
	ours message "$target" 'hello there'
	await "$phone" notes
	finish "$title" alice
	# linphone wants to ask who uses it.
	[[ $phone = baresip ]] || return

	prepare 'shows its presence'
	ours subscribe "$target" presence
	finish "$title" alice
}

it_sends_messages() {
	[[ $phone = linphonec ]] || return # the console of baresip knows no messages
	prepare 'sends a message'
	ours wait-message
	tell "$phone" message "$us" 'hello there'
	finish "$title" alice
}

# Both telephones are those of one user: one answers, and the other one is cancelled. Then neither answers.
forks() {
	local domain=example.test transport title
	kamailio -c
	use udp
	[[ 'forks' = *"$wanted"* ]] || return
	relay=$relay_baresip line=$line_baresip baresip_at bob udp
	relay=$relay_linphonec line=$line_linphonec linphonec_at bob udp
	relay=$relay_baresip
	ours call "$target" hold resume hangup
	await baresip rings
	await linphonec rings
	tell linphonec accept
	await baresip over
	await linphonec over
	finish 'two telephones ring, linphonec answers, baresip is cancelled' alice
	mark baresip
	mark linphonec
	ours ring "$target" hangup
	await baresip rings
	await linphonec rings
	await baresip over
	await linphonec over
	finish 'two telephones ring, and both are cancelled' alice
	tell baresip quit
	tell linphonec quit
	finish 'baresip and linphonec end' baresip linphonec
}

# series PHONE WAY CALL...: starts the telephone and makes these calls, up to the first that fails.
series() {
	phone=$1 way="$2, ${transport^^}"
	local call before=$failed
	[[ "$phone, $way" = *"$wanted"* ]] || return
	"${phone}_at" bob $transport ${line:+"$line"}
	for call in "${@:3}"; do
		[[ $failed -ne $before ]] || $call
	done
	tell "$phone" quit
	finish "$phone ends, $way" "$phone"
}

# use TRANSPORT: how ours listens, and the way to Kamailio for both telephones. baresip does not ask the system for names, and linphone finds no
# addresses in certificates.
use() {
	local made=$folder/kamailio
	transport=$1 listen=$1 line_baresip='' line_linphonec=''
	relay_baresip="sip:127.0.0.1:$proxy;transport=$1" relay_linphonec=$relay_baresip
	[[ $1 = tls ]] || return
	listen=$made/ca.pem,$made/server.pem,$made/server.key
	relay_baresip="sip:127.0.0.1:$((proxy + 1));transport=tls" relay_linphonec="sip:localhost:$((proxy + 1));transport=tls"
	cat "$made/server.pem" "$made/server.key" >"$folder/baresip.pem"
	line_baresip="sip_certificate $folder/baresip.pem" line_linphonec="root_ca=$made/ca.pem"
}

# through OPTIONS WAY TRANSPORT CALL...: both telephones with a Kamailio that has these options.
through() {
	local domain=example.test transport
	# shellcheck disable=SC2086 # several words
	kamailio $1
	use "$3"
	relay=$relay_baresip line=$line_baresip series baresip "$2" "${@:4}"
	# The GRUU that linphone would have leads to Kamailio only.
	[[ $1 != *-d* ]] || line_linphonec=supported=replaces
	relay=$relay_linphonec line=$line_linphonec series linphonec "$2" "${@:4}"
}

calls=(it_calls we_hang_up we_ring it_is_called it_rings)
for transport in udp tcp tls; do
	through -c 'through Kamailio' $transport "${calls[@]}" it_is_transferred it_gets_messages it_sends_messages
done
forks
through '-c -d' 'through Kamailio without record-route' udp "${calls[@]}"
# Both telephones show the port of their connection to Kamailio in Contact: none of our requests in a dialog would reach them.
through '-c -d' 'through Kamailio without record-route' tcp it_calls we_ring it_rings
for transport in udp tcp tls; do
	use $transport
	line=$line_baresip series baresip directly "${calls[@]}"
	# linphone has no certificate to be called with, also for requests in a dialog.
	[[ $transport != tls ]] || calls=(it_calls we_ring)
	line=$line_linphonec series linphonec directly "${calls[@]}"
done
summary
