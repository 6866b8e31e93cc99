#!/usr/bin/env bash
# Whether `make doc` has a page for each function of the public headers, in HTML and as a man page: doc.sh FOLDER
set -u
cd "$(dirname "$0")/.."
passed=0 failed=0
for name in $(awk '{ print $2 }' c-tests/abi/functions.txt) eXosip_register_get_text eXosip_event_get_status; do
	if [[ -s $1/man/man3/$name.3 ]] && grep -qr --include='*.html' -m1 -F "$name</a>" "$1/html"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED  doc       no page for $name"
	fi
done
echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
