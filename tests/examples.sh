#!/usr/bin/env bash
# Whether the programs of the event loops and of TLS in examples, that in Python on docs/languages.md, and the pieces of docs/registration.md
# and docs/calls-and-messages.md compile and do what they say: examples.sh CERTIFICATES
# CERTIFICATES is a folder that c-tests/certificates.sh has made.
set -u
cd "$(dirname "$0")/.."
certificates=$(realpath "$1")
. tests/common/checks.sh examples

# compiles SOURCE WORDS...: as C++ and as C; the words are for the compiler.
compiles() {
	local source=$1 compiler code=0
	shift
	for compiler in 'c++ -x c++' cc; do
		# shellcheck disable=SC2086 # several words
		$compiler -Wall -Wextra -Werror -Iinclude "examples/$source.c" -o "$folder/program" -L"$folder" -leXosip2 "$@" >"$folder/output" 2>&1 || code=1
	done
	verdict "$source compiles as C and C++" $code
}

# prints NAME CODE TEXT ARGUMENTS...: the program ends with this code and prints this, lines joined by blanks.
prints() {
	local name=$1 wanted=$2 text=$3 code
	shift 3
	LD_LIBRARY_PATH=$folder timeout 120 "$folder/program" "$@" >"$folder/output" 2>&1
	code=$?
	[[ $code -eq $wanted && $(xargs -d '\n' <"$folder/output") = *"$text"* ]]
	verdict "$name" $?
}

library "$folder"

registrar --password wonderland
for loop in epoll libuv glib; do
	case $loop in
	epoll) package= ;;
	libuv) package=libuv ;;
	glib) package=glib-2.0 ;;
	esac
	if [[ -n $package ]] && ! pkg-config --exists $package; then
		skip "loops/$loop" "pkg-config finds no $package"
		continue
	fi
	# shellcheck disable=SC2046 # several words
	compiles loops/$loop $([[ -z $package ]] || pkg-config --cflags --libs $package)
	prints "loops/$loop registers and unregisters" 0 'registered unregistered' "sip:127.0.0.1:$port" alice wonderland
	prints "loops/$loop shows why it does not" 1 'not registered: the login for realm "example.test" was refused' "sip:127.0.0.1:$port" alice wrong
done
awk '/^```python$/ { inside = 1; next } /^```$/ { inside = 0 } inside' docs/languages.md >"$folder/page.py"
PYTHONPATH=examples/python LD_LIBRARY_PATH=$folder timeout 120 python3 "$folder/page.py" "sip:127.0.0.1:$port" alice wonderland >"$folder/output" 2>&1 &&
	[[ $(xargs -d '\n' <"$folder/output") = 'refused with status 401 registered' ]]
verdict 'the program in Python on the page of languages' $?
compiles tls
registrar --password wonderland --tls "$certificates/good.pem" --client-ca "$certificates/ca.pem"
ours=("$certificates/client.pem" "$certificates/client.key")
prints 'tls: with the right certificates' 0 registered "sip:localhost:$port" alice wonderland "$certificates/ca.pem" "${ours[@]}" 'open sesame'
prints 'tls: without its own certificate' 1 'not registered: ' "sip:localhost:$port" alice wonderland "$certificates/ca.pem"
prints 'tls: an unknown CA' 1 'not registered: TLS: no trusted CA has issued the certificate' \
	"sip:localhost:$port" alice wonderland "$certificates/self-signed.pem" "${ours[@]}" 'open sesame'
prints 'tls: another name' 1 'not registered: TLS: the certificate is for another name' \
	"sip:127.0.0.1:$port" alice wonderland "$certificates/ca.pem" "${ours[@]}" 'open sesame'
prints 'tls: a wrong password of the key' 1 'the password is wrong' "sip:localhost:$port" alice wonderland "$certificates/ca.pem" "${ours[@]}" 'open'
prints 'tls: a file that is not there' 1 'No such file' "sip:localhost:$port" alice wonderland "$folder/nothing.pem"
# recipes PAGE PROGRAM: compiles the pieces of a page with the program that runs them.
recipes() {
	python3 tests/pages.py --recipes "docs/$1.md" >"$folder/recipes.inc"
	cc -Wall -Wextra -Wno-unused -Werror -Iinclude -I"$folder" "tests/recipes/$2.c" -o "$folder/recipes" -L"$folder" -leXosip2 >"$folder/output" 2>&1
	verdict "the pieces of docs/$1.md compile" $?
	LD_LIBRARY_PATH=$folder timeout 300 "$folder/recipes" $address >"$folder/output" 2>&1
}

# The pages name their servers without a port.
address=127.$((RANDOM % 200 + 20)).$((RANDOM % 256)).$((RANDOM % 200 + 20)) port=
registrar -l $address -p 5060 --password secret --service-route '<sip:edge.example.com;lr>, <sip:home.example.com;lr>' --log "$folder/log" 2>/dev/null
if [[ -n $port ]]; then
	recipes registration registration
	verdict 'the pieces of docs/registration.md register' $?
	for line in 'Contact: .*;q=0\.5' 'Contact: \*' 'Contact: <sip:alice@203\.0\.113\.7:5060' 'Route: .*<sip:home\.example\.com;lr>' \
		'Contact: .*+sip.instance=.*reg-id=1' 'Contact: .*+sip.instance=.*reg-id=2'; do
		grep -q "^$line" "$folder/log"
		verdict "the registrar has seen $line" $?
	done
	address=${address%.*}.$((RANDOM % 20 + 230))
	recipes calls-and-messages calls
	verdict 'the pieces of docs/calls-and-messages.md talk to each other' $?
else
	skip 'the pieces of the pages' 'port 5060 is in use'
fi
summary
