#!/usr/bin/env bash
# The certificates of the tests in C: certificates.sh FOLDER
# ca.pem; for servers, each with its key: good.pem (localhost), self-signed.pem, expired.pem, wrong-name.pem; good.pub, the key that good.pem
# has; cn-only.pem, without any alternative name; version-1.pem, of version 1; authority.pem, that of an authority; expired-ca.pem, a
# certificate that has expired and names itself as its issuer; p521.pem, with a key of that curve; for clients client.pem, and client.key
# under the password "open sesame".
set -eu
folder=$1
mkdir -p "$folder"
cd "$folder"
curve=(-newkey ec -pkeyopt ec_paramgen_curve:P-256)

# certificate NAME SUBJECT_ALTERNATIVE_NAME DAYS: signed by the CA; NAME.pem has the key too.
certificate() {
	openssl req "${curve[@]}" -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1" -addext "subjectAltName=$2"
	openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -days "$3" -copy_extensions copy -out "$1.pem"
	cat "$1.key" >>"$1.pem"
	rm "$1.csr" "$1.key"
}

{
	openssl req -x509 "${curve[@]}" -nodes -keyout ca.key -out ca.pem -days 3650 -subj "/CN=Test CA"
	certificate good DNS:localhost 3650
	certificate wrong-name DNS:other.test 3650
	certificate expired DNS:localhost -1
	certificate client DNS:client.test 3650
	openssl req -x509 "${curve[@]}" -nodes -keyout self-signed.key -out self-signed.pem -days 3650 -subj "/CN=x" \
		-addext "subjectAltName=DNS:localhost"
	cat self-signed.key >>self-signed.pem
	openssl req "${curve[@]}" -nodes -keyout cn-only.key -out cn-only.csr -subj "/CN=localhost"
	printf 'basicConstraints=CA:FALSE\n' >cn-only.ext
	openssl x509 -req -in cn-only.csr -CA ca.pem -CAkey ca.key -days 3650 -extfile cn-only.ext -out cn-only.pem
	cat cn-only.key >>cn-only.pem
	openssl req "${curve[@]}" -nodes -keyout expired-ca.key -out expired-ca.csr -subj "/CN=x" -addext "subjectAltName=DNS:localhost"
	openssl x509 -req -in expired-ca.csr -signkey expired-ca.key -days -1 -copy_extensions copy -out expired-ca.pem
	cat expired-ca.key >>expired-ca.pem
	openssl req "${curve[@]}" -nodes -keyout version-1.key -out version-1.csr -subj "/CN=localhost"
	openssl x509 -req -in version-1.csr -CA ca.pem -CAkey ca.key -days 3650 -out version-1.pem
	cat version-1.key >>version-1.pem
	openssl req "${curve[@]}" -nodes -keyout authority.key -out authority.csr -subj "/CN=localhost"
	printf 'basicConstraints=critical,CA:TRUE\nsubjectAltName=DNS:localhost\n' >authority.ext
	openssl x509 -req -in authority.csr -CA ca.pem -CAkey ca.key -days 3650 -extfile authority.ext -out authority.pem
	cat authority.key >>authority.pem
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-521 -nodes -keyout p521.key -out p521.pem -days 3650 -subj "/CN=localhost"
	cat p521.key >>p521.pem
	openssl x509 -in good.pem -noout -pubkey | openssl pkey -pubin -outform DER -out good.pub
	openssl pkcs8 -topk8 -in client.pem -passout "pass:open sesame" -out client.key
} 2>openssl.log || { cat openssl.log >&2; exit 1; }
