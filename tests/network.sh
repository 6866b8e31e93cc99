#!/usr/bin/env bash
# A network that changes: network.sh OUT. c-tests/live/stay and the project's own registrar in network namespaces of their own, with a cable
# between them; addresses go and come, and so do the files that say which names there are. Judged by the registrar's log. Where the system
# permits no namespaces the tests say so and pass by.
set -u
cd "$(dirname "$0")/.."

if [[ ${2:-} != inside ]]; then
	own=(unshare --user --map-root-user --net --pid --mount-proc --fork --kill-child)
	if ! "${own[@]}" true 2>/dev/null; then
		echo "skipped live       a network that changes: no namespaces are permitted here"
		exit 0
	fi
	exec "${own[@]}" "$0" "$1" inside
fi

out=$(realpath "$1")
peers=${PEERS:-$PWD/target/debug}
work=$(mktemp -d)
passed=0 failed=0
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
export LD_LIBRARY_PATH=$out/release

# Here is the program, there the registrar.
unshare --net sleep infinity &
there=$!
for ((i = 0; i < 1200; i++)); do [[ $(readlink /proc/$there/ns/net) = $(readlink /proc/self/ns/net) ]] && sleep 0.05 || break; done
ip link set lo up
ip link add here type veth peer name there netns $there
ip address add 10.9.0.1/24 dev here
ip link set here up
nsenter --net --target $there sh -c 'ip link set lo up; ip address add 10.9.0.254/24 dev there; ip link set there up'

# begin NAME URI: a registrar on 10.9.0.254:5060 and the program, registered.
begin() {
	name=$1
	rm -f "$work"/{log,events,input}
	mkfifo "$work/input"
	nsenter --net --target $there "$peers/registrar" -l 10.9.0.254 -p 5060 --algorithm none --log "$work/log" >"$work/port" &
	registrar=$!
	for ((i = 0; i < 1200; i++)); do [[ -s $work/port ]] && break || sleep 0.05; done
	"$out/plain/live/stay" "$2" <"$work/input" >"$work/events" &
	program=$!
	exec 3>"$work/input"
	await 1 'is bound to'
}

# await COUNT PATTERN: whether the log comes to have so many lines of that kind.
await() {
	for ((i = 0; i < 400; i++)); do
		[[ $(grep -c -- "$2" "$work/log" 2>/dev/null) -ge $1 ]] && return
		sleep 0.1
	done
	why+=" not $1 times in the log: $2;"
}

# finish COUNT: the registrar has seen so many REGISTERs, and the last is from where it says; the end of one test.
finish() {
	local seen source via contact
	sleep 2
	exec 3>&-
	wait $program 2>/dev/null
	kill $registrar
	wait $registrar 2>/dev/null
	seen=$(grep -c '^REGISTER ' "$work/log")
	[[ $seen -eq $1 ]] || why+=" $seen REGISTERs, not $1;"
	source=$(grep '<-' "$work/log" | tail -1 | grep -o '[0-9.]*:[0-9]*$')
	via=$(grep '^Via: .*rport;' "$work/log" | tail -1 | grep -o '10[0-9.]*:[0-9]*')
	contact=$(grep 'is bound to' "$work/log" | tail -1 | grep -o '@10[0-9.]*:[0-9]*' | tail -1)
	[[ $via = "$source" && $contact = "@$source" ]] || why+=" from $source, but Via $via and Contact $contact;"
	if [[ -z $why ]]; then
		passed=$((passed + 1))
		echo "ok      live       $name"
	else
		failed=$((failed + 1))
		echo "FAILED  live       $name:$why"
		sed 's/^/        /' "$work/log" | tail -60
	fi
	why=
}
why=

for transport in udp tcp; do
	begin "a new address, $transport" "sip:10.9.0.254:5060;transport=$transport"
	ip address add 10.9.0.2/24 dev here
	sleep 1 # one more address is no change for us
	ip address delete 10.9.0.1/24 dev here
	ip address add 10.9.0.2/24 dev here 2>/dev/null
	await 2 'is bound to'
	finish 2
	ip address flush dev here
	ip address add 10.9.0.1/24 dev here

	begin "no address for a while, $transport" "sip:10.9.0.254:5060;transport=$transport"
	ip address delete 10.9.0.1/24 dev here
	sleep 3
	ip address add 10.9.0.1/24 dev here
	await 2 'is bound to'
	finish 2

	begin "no cable for a while, $transport" "sip:10.9.0.254:5060;transport=$transport"
	ip link set here down
	sleep 3
	ip link set here up
	await 2 'is bound to'
	finish 2

	begin "links that are not ours come and go, $transport" "sip:10.9.0.254:5060;transport=$transport"
	ip link add other type veth peer name another
	ip address add 10.8.0.1/24 dev other
	ip link set other up
	sleep 1
	ip link delete other
	sleep 1
	finish 1
done

# A queue that is full for a second: what is lost there is sent again, without a failure event.
hardware=$(nsenter --net --target $there ip -o link show there | grep -o 'ether [0-9a-f:]*')
ip neighbour replace 10.9.0.254 dev here nud permanent lladdr "${hardware#ether }"
if tc qdisc add dev here root pfifo limit 0; then
	(sleep 1; tc qdisc delete dev here root) &
	begin "a full queue" "sip:10.9.0.254:5060"
	[[ $(head -1 "$work/events") = 200 ]] || why+=" got event $(head -1 "$work/events");"
	finish 1
fi

# mount_file FILE: what stands in FILE from now on, for us only.
mount_file() {
	cat >"$work/$(basename "$1")"
	mount --bind "$work/$(basename "$1")" "$(readlink -f "$1")"
}

mount_file /etc/hosts <<<'10.9.0.254 registrar.hosts.test'
begin "a name in /etc/hosts" "sip:registrar.hosts.test:5060"
finish 1

mount_file /etc/resolv.conf <<<'nameserver 127.0.0.1
search lan.test'
echo 'pbx.lan.test 60 A 10.9.0.254' >"$work/zone"
"$peers/nameserver" --port 53 --zone "$work/zone" --log "$work/questions" >/dev/null &
begin "the name server and the domain of /etc/resolv.conf" "sip:pbx:5060"
finish 1

echo "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
