#!/bin/bash
# Starts the test registrar: start.sh [options] WORKDIR
#   -p PORT     UDP and TCP port                          (26060)
#   -t PORT     TLS port; 0 for no TLS                    (PORT + 1)
#   -l ADDRESS  address to listen on; IPv6 as [::1]       (127.0.0.1)
#   -r REALM    digest realm and domain                   (example.test)
#   -a LIST     md5, sha256, both or none                 (md5)
#   -q QOP      auth or none                              (auth)
#   -e SECONDS  how long a nonce is good                  (300)
#   -m SECONDS  smallest Expires taken, else 423; 0: any  (0)
#   -c          ask for a digest on INVITE, MESSAGE and the like too (407)
#   -C          ask for it on REGISTER as a proxy does: with 407 instead of 401
#   -d          no Record-Route: requests in a dialog go from one user to the other
#   -u FILE     accounts                                  (users.txt beside this script)
#   -v          write the messages that it receives and relays into the log
#   -f          stay in the foreground
# Everything it writes goes into WORKDIR: registrar.pid, registrar.log,
# ctl.sock, ca.pem, server.pem, server.key. Without -f it returns once the
# registrar answers; its exit code is then 0.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
port=26060 tls= addr=127.0.0.1 realm=example.test alg=md5 qop=auth nonce=300
min=0 proxy=0 as_proxy=0 direct=0 users=$here/users.txt trace=0 fg=0
die() { echo "start.sh: $1" >&2; exit 2; }
while getopts p:t:l:r:a:q:e:m:cCdu:vfh o; do
	case $o in
	p) port=$OPTARG ;; t) tls=$OPTARG ;; l) addr=$OPTARG ;; r) realm=$OPTARG ;;
	a) alg=$OPTARG ;; q) qop=$OPTARG ;; e) nonce=$OPTARG ;; m) min=$OPTARG ;;
	c) proxy=1 ;; C) as_proxy=1 ;; d) direct=1 ;; u) users=$OPTARG ;; v) trace=1 ;; f) fg=1 ;;
	*) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[[ $# -eq 1 ]] || die "needs one work directory (-h for help)"
mkdir -p "$1" || exit 2
work=$(cd "$1" && pwd)
tls=${tls:-$((port + 1))}
for n in "$port" "$tls" "$nonce" "$min"; do
	[[ $n =~ ^[0-9]+$ ]] || die "'$n' is no number"
done
case $alg in md5 | sha256 | both | none) ;; *) die "-a takes md5, sha256, both or none" ;; esac
case $qop in auth | none) ;; *) die "-q takes auth or none" ;; esac
for p in kamailio kamcmd openssl; do
	command -v $p >/dev/null || die "$p is not installed (see README.md)"
done
if [[ -s $work/registrar.pid ]] && kill -0 "$(cat "$work/registrar.pid")" 2>/dev/null; then
	die "already running in $work"
fi
rm -f "$work/registrar.pid" "$work/ctl.sock"

# accounts: one line of kamailio script each
awk '/^[ \t]*(#|$)/ { next }
	{ u = $1; sub(/^[ \t]*[^ \t]+[ \t]+/, ""); sub(/[ \t\r]+$/, "")
	  gsub(/\\/, "\\\\"); gsub(/"/, "\\\"")
	  printf "$sht(users=>%s) = \"%s\";\n", u, $0 }' "$users" >"$work/users.cfg" || exit 2
[[ -s $work/users.cfg ]] || die "no accounts in $users"

# a certificate authority and a server certificate of its own
if [[ $tls -ne 0 && ! -s $work/server.pem ]]; then
	(
		cd "$work" &&
			openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -sha256 -keyout ca.key -out ca.pem \
				-subj "/CN=Test CA" -addext "basicConstraints=critical,CA:TRUE" \
				-addext "keyUsage=critical,keyCertSign,cRLSign" &&
			openssl req -newkey rsa:2048 -nodes -sha256 -keyout server.key -out server.csr -subj "/CN=$realm" &&
			printf 'subjectAltName=DNS:%s,DNS:localhost,IP:127.0.0.1,IP:::1,IP:%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$realm" "${addr//[][]/}" >ext.cnf &&
			openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -sha256 \
				-extfile ext.cnf -out server.pem && rm -f server.csr ext.cnf
	) >"$work/openssl.log" 2>&1 || die "openssl failed, see $work/openssl.log"
fi
if [[ $tls -ne 0 ]]; then
	cat >"$work/tls.cfg" <<-EOF
		[server:default]
		method = TLSv1.2+
		verify_certificate = no
		require_certificate = no
		private_key = $work/server.key
		certificate = $work/server.pem
		[client:default]
		method = TLSv1.2+
		verify_certificate = no
		require_certificate = no
	EOF
fi

[[ $qop = auth ]] && flags=1 || flags=0
{
	echo '#!KAMAILIO'
	[[ $tls -ne 0 ]] && echo '#!define WITH_TLS'
	[[ $alg != none ]] && echo '#!define AUTH_REGISTER'
	[[ $alg = sha256 ]] && echo '#!define ALG_SHA256'
	[[ $alg = both ]] && echo '#!define ALG_BOTH'
	[[ $proxy -eq 1 && $alg != none ]] && echo '#!define AUTH_REQUESTS'
	[[ $as_proxy -eq 1 ]] && echo '#!define REGISTER_AS_PROXY'
	[[ $direct -eq 1 ]] && echo '#!define NO_RECORD_ROUTE'
	[[ $trace -eq 1 ]] && echo '#!define TRACE'
	[[ $qop = none ]] && echo '#!define NO_QOP'
	[[ $min -gt 0 ]] && echo '#!define WITH_MIN_EXPIRES'
	while read -r k v; do printf '#!substdef "|%s|%s|g"\n' "$k" "$v"; done <<-EOF
		LISTEN_IP $addr
		SIP_PORT $port
		TLS_PORT $tls
		REALM_NAME $realm
		WORK_DIR $work
		NONCE_SECONDS $nonce
		MIN_EXPIRES_SECONDS $min
		QOP_FLAGS $flags
	EOF
	echo "listen=udp:$addr:$port"
	echo "listen=tcp:$addr:$port"
	[[ $tls -ne 0 ]] && echo "listen=tls:$addr:$tls"
	printf 'include_file "%s"\n' "$here/registrar.cfg"
} >"$work/registrar-main.cfg"

export KAMAILIO_RUN_DIR=$work
args=(-f "$work/registrar-main.cfg" -P "$work/registrar.pid" -Y "$work" -w "$work" -m 64 -M 8 -E)
if ! kamailio -c "${args[@]}" >"$work/check.log" 2>&1; then
	tail -20 "$work/check.log" >&2
	die "kamailio does not take the configuration"
fi
if [[ $fg -eq 1 ]]; then
	exec kamailio -DD "${args[@]}"
fi
setsid kamailio -DD "${args[@]}" >"$work/registrar.log" 2>&1 </dev/null &
for ((i = 0; i < 600; i++)); do
	if [[ -s $work/registrar.pid ]] && kamcmd -s "unix:$work/ctl.sock" core.uptime >/dev/null 2>&1; then
		echo "registrar on $addr: udp+tcp $port$([[ $tls -ne 0 ]] && echo ", tls $tls"), realm $realm, pid $(cat "$work/registrar.pid")"
		exit 0
	fi
	kill -0 $! 2>/dev/null || break
	sleep 0.1
done
echo "start.sh: the registrar did not come up" >&2
tail -20 "$work/registrar.log" >&2
exit 1
