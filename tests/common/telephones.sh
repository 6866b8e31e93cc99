# Telephones of others without sound devices, baresip and linphone, to be sourced after phones.sh. Both understand the same words,
# tell PHONE dial URI | accept | drop | hold | resume | message URI TEXT | quit, and what they print is known by the same names, of `says`.
# One at a time, at Kamailio by way of $relay where $domain is set. Its URI is $target.
declare -A marks=()
declare -A says=(
	[baresip ready]='baresip is ready' [linphonec ready]='Using wav files'
	[baresip rings]='Incoming call from' [linphonec rings]='Receiving new incoming call'
	[baresip alerts]='180 Ringing' [linphonec alerts]='ringing'
	[baresip talks]='Call established' [linphonec talks]='Media streams established'
	[baresip over]='terminated (\|session closed\|terminate call\|rejecting incoming call' [linphonec over]='Call [0-9]* with .* ended'
	[baresip notes]='aubridge: created device' [linphonec notes]='Message received from .*hello there'
	[baresip refused]='session closed: 486' [linphonec refused]='Call [0-9]* with .* error'
)

# From here on only what a telephone says later counts.
mark() { marks[$1]=$(wc -c <"$folder/$1.log"); }
has_said() { tail -c +$((${marks[$1]:-0} + 1)) "$folder/$1.log" | grep -qa "${says[$1 $2]}"; }

# await PHONE NAME: until it says so.
await() {
	wait_for has_said "$1" "$2" && return
	missed+=" $1 never '$2'"
	tail -c +$((${marks[$1]:-0} + 1)) "$folder/$1.log" | tail -n 30 >"$folder/$1.errors"
}

tell() { "tell_$1" "${@:2}"; }

# await_binding USER: until it has registered.
await_binding() { wait_for has_registered "$1" || missed+=" $1 has not registered"; }
has_registered() { grep -qa "REGISTER accepted user=$1 proto=$transport .*expires=[^0]" "$folder/kamailio/registrar.log"; }

# baresip_at USER TRANSPORT LINE...: with more lines of its configuration. It has a console at a UDP port.
baresip_at() {
	local own_port=$((port += 10)) account
	local target_port=$own_port host=127.0.0.1
	console=$((own_port + 5))
	[[ $2 != tls ]] || target_port=$((own_port + 1)) host=localhost
	target="sip:$1@${domain:-$host:$target_port;transport=$2}"
	account="<sip:$1@127.0.0.1:$own_port>;regint=0"
	[[ -z ${domain:-} ]] || account="<sip:$1@$domain>;auth_user=$1;auth_pass=$(password "$1");outbound=\"$relay\";regint=3600"
	mkdir -p "$folder/baresip"
	printf '%s\n' "sip_listen 127.0.0.1:$own_port" "cons_listen 127.0.0.1:$console" 'audio_player aubridge,dummy' 'audio_source aubridge,dummy' \
		'audio_alert aubridge,dummy' "module_path $(dirname "$(find /usr/lib -name g711.so -path '*baresip*' | head -1)")" 'module g711.so' \
		'module aubridge.so' 'module cons.so' 'module_tmp account.so' 'module_app menu.so' 'module presence.so' "${@:3}" >"$folder/baresip/config"
	echo "$account;answermode=manual" >"$folder/baresip/accounts"
	: >"$folder/baresip/contacts"
	marks[baresip]=0
	start baresip baresip -f "$folder/baresip"
	await baresip ready
	[[ -z ${domain:-} ]] || await_binding "$1"
}

tell_baresip() {
	local words=$*
	[[ $1 != drop ]] || words=hangup
	echo "/$words" >"/dev/udp/127.0.0.1/$console"
}

# linphonec_at USER TRANSPORT LINE...: with more lines of the section sip of its configuration. It reads commands from a pipe.
linphonec_at() {
	local own_port=$((port += 10))
	target="sip:$1@${domain:-127.0.0.1:$own_port;transport=$2}"
	mkdir -p "$folder/home/.local/share/linphone"
	printf '%s\n' '[sip]' "sip_port=$own_port" "sip_tcp_port=$own_port" 'sip_tls_port=-2' 'use_ipv6=0' 'default_proxy=0' 'verify_server_certs=1' 'verify_server_cn=1' \
		"${@:3}" >"$folder/linphonerc"
	[[ -z ${domain:-} ]] || printf '%s\n' '[proxy_0]' "reg_proxy=<$relay>" "reg_route=<$relay>" "reg_identity=sip:$1@$domain" 'reg_expires=3600' \
		'reg_sendregister=1' '[auth_info_0]' "username=$1" "passwd=$(password "$1")" "realm=$domain" >>"$folder/linphonerc"
	printf '%s\n' '[rtp]' "audio_rtp_port=$((port += 10))" >>"$folder/linphonerc"
	rm -f "$folder/commands"
	mkfifo "$folder/commands"
	marks[linphonec]=0
	start linphonec env HOME="$folder/home" sh -c "exec linphonec -c '$folder/linphonerc' <'$folder/commands'"
	exec {pipe}>"$folder/commands"
	echo 'soundcard use files' >&"$pipe"
	await linphonec ready
	[[ -z ${domain:-} ]] || await_binding "$1"
}

tell_linphonec() {
	local words
	case $1 in
	dial) words="call $2" ;;
	accept) words=answer ;;
	drop) words=terminate ;;
	hold) words=pause ;;
	message) words="chat $2 \"$3\"" ;;
	*) words=$1 ;;
	esac
	echo "$words" >&"$pipe"
	[[ $1 != quit ]] || exec {pipe}>&-
}
