#!/usr/bin/env bash
# `make deb`: lintian finds nothing but what packaging/debian/lintian-overrides names; installed over this system in a root that is thrown away,
# the packages take the place of Debian's libosip2, programs of others run on them, and removing them leaves nothing.
source c-tests/install/common.sh

if [[ ${2:-} != inside ]]; then
	command -v dpkg-shlibdeps >/dev/null || { echo 'skipped install   packages: there is no dpkg-dev'; exit 0; }
	DEB_COMPRESSION=0 "$MAKE" --silent deb DEB_OUT="$root/deb" >"$root/output" 2>&1 || { verdict 'make deb' 1 "$root/output"; exit 1; }
	verdict 'make deb' 0
	if command -v lintian >/dev/null; then
		# It would look at each object of the static library, for minutes.
		: >"$(find "$root/deb/packages" -name libeXosip2.a)"
		(cd "$root/deb/packages/libexosip2-dev" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
		mkdir "$root/lint"
		for package in libexosip2-15 libexosip2-dev; do
			dpkg-deb --root-owner-group -z0 --build "$root/deb/packages/$package" "$root/lint" >/dev/null
		done
		LC_ALL=C.UTF-8 lintian --allow-root --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs "$root"/lint/*.deb >"$root/output" 2>&1
		verdict 'lintian' $? "$root/output"
	fi
	cc -Wall $program -losip2 -losipparser2 -o "$root/existing" || exit 1
	if ! unshare --mount true 2>/dev/null; then
		echo 'skipped install   packages in a root of their own: no mount namespaces are permitted here'
		exit 0
	fi
	exec unshare --mount "$0" "$root" inside
fi

# This system, with all changes in memory.
mkdir "$root/changes" "$root/system"
mount -t tmpfs changes "$root/changes" && mkdir "$root/changes/"{upper,scratch} &&
	mount -t overlay overlay -o "lowerdir=/,upperdir=$root/changes/upper,workdir=$root/changes/scratch" "$root/system" 2>"$root/output" || {
	echo "skipped install   packages in a root of their own: no overlay is permitted here"
	exit 0
}
for folder in proc dev; do mount --rbind /$folder "$root/system/$folder"; done
mkdir -p "$root/system/test"
cp "$root"/deb/*.deb "$root/existing" $program "$root/system/test"
inside() { chroot "$root/system" env -u LD_LIBRARY_PATH PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@" >"$root/output" 2>&1; }
lib=/usr/lib/$(ls "$root/deb/tree/usr/lib")

inside sh -c 'dpkg --auto-deconfigure -i /test/*.deb'
verdict 'dpkg -i libexosip2-15 libexosip2-dev' $? "$root/output"
inside sh -c '! dpkg -s libosip2-15 | grep -q "ok installed" && dpkg --audit'
verdict "they have taken the place of Debian's libosip2-15" $? "$root/output"
inside /test/existing 3 "$lib"
verdict "a program built for Debian's libraries starts" $? "$root/output"
inside sh -c 'dpkg -s tcpslice | grep -q "ok installed" && tcpslice /dev/null 2>&1 | grep -q "bad dump file\|truncated"'
verdict "Debian's tcpslice stays installed and starts" $? "$root/output"
inside sh -c "cc -Wall -DWITH_EXOSIP /test/program.c -o /test/program -leXosip2 -losip2 -losipparser2 && /test/program 1 $lib"
verdict 'a program is built with libexosip2-dev' $? "$root/output"
inside sh -c 'dpkg -s libexosip2-15 | grep -q "^Multi-Arch: same" && test -s /usr/share/doc/libexosip2-15/copyright'
verdict 'licences are part of the package' $? "$root/output"
inside sh -c 'dpkg --force-depends -P libexosip2-dev libexosip2-15; ! find /usr -iname "*exosip*" | grep -v /python | grep .'
verdict 'removing them leaves nothing' $? "$root/output"
