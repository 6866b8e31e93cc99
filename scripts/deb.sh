#!/usr/bin/env bash
# Builds the Debian packages libexosip2-15 and libexosip2-dev: deb.sh FOLDER, where `make install PREFIX=/usr` installed.
# The packages and what they are made of go to FOLDER/../*.deb and FOLDER/../packages. DEB_MAINTAINER, DEB_REVISION: as they stand in it;
# DEB_COMPRESSION: 0 to 9.
set -eu
cd "$(dirname "$0")/.."
installed=$(realpath "$1")
out=$(dirname "$installed")
work=$out/packages
rm -rf "$work" "$out"/libexosip2-*.deb
mkdir -p "$work/debian"

triplet=$(basename "$(dirname "$(find "$installed/usr/lib" -name libeXosip2.a)")")
architecture=$(dpkg-architecture -qDEB_HOST_ARCH -a"${DEB_ARCHITECTURE:-$(dpkg --print-architecture)}" 2>/dev/null)
release=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
version=$release-${DEB_REVISION:-1}
maintainer=${DEB_MAINTAINER:-exosip2 packagers <packagers@exosip2.example.org>}
date=$(date -uR -d "@${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}")

# What each package holds: what programs need to run, and what they are built with.
library=$work/libexosip2-15 development=$work/libexosip2-dev
mkdir -p "$library/usr/lib/$triplet" "$development/usr/lib"
cp -a "$installed/usr/." "$development/usr"
mv "$development/usr/lib/$triplet"/*.so.* "$library/usr/lib/$triplet"
rm -r "$development/usr/share"
strip --strip-debug --enable-deterministic-archives "$development/usr/lib/$triplet/libeXosip2.a"

# What it depends on, by dpkg-shlibdeps, which wants a source package around it.
printf 'Source: exosip2\n\nPackage: libexosip2-15\nArchitecture: any\n' >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps --ignore-missing-info -O -l"$library/usr/lib/$triplet" "$library/usr/lib/$triplet/libeXosip2.so.15.0.0" 2>/dev/null |
	sed -n 's/^shlibs:Depends=//p')

for package in libexosip2-15 libexosip2-dev; do
	root=$work/$package
	documents=$root/usr/share/doc/$package
	mkdir -p "$root/DEBIAN" "$documents"
	gzip -9nc CHANGELOG.md >"$documents/changelog.gz"
	gzip -9nc "$installed/usr/share/doc/libexosip2/NOTICES" >"$documents/NOTICES.gz"
	printf 'exosip2 (%s) unstable; urgency=medium\n\n  * Release %s.\n\n -- %s  %s\n' "$version" "$release" "$maintainer" "$date" |
		gzip -9n >"$documents/changelog.Debian.gz"
	{
		sed -e "s/@YEAR@/$(date -u -d "$date" +%Y)/" -e '/@MIT@/,$d' packaging/debian/copyright.in
		sed 's/^/ /; s/^ $/ ./' LICENSE-MIT
		sed '1,/@MIT@/d' packaging/debian/copyright.in
	} >"$documents/copyright"
	mkdir -p "$root/usr/share/lintian/overrides"
	grep "^$package" packaging/debian/lintian-overrides >"$root/usr/share/lintian/overrides/$package" ||
		rm -r "$root/usr/share/lintian"
	awk -v RS= -v package="Package: $package" 'index($0, package "\n") == 1' packaging/debian/control.in |
		sed -e "s/@VERSION@/$version/; s/@ARCHITECTURE@/$architecture/; s/@DEPENDS@/$depends/; s/@MAINTAINER@/$maintainer/" \
			-e "/^Section/i Installed-Size: $(du -k -s --apparent-size "$root" | cut -f1)" -e '/^Package/a Source: exosip2' >"$root/DEBIAN/control"
	(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
done
printf 'lib%s 15 libexosip2-15 (>= %s)\n' eXosip2 "$release" osip2 "$release" osipparser2 "$release" >"$library/DEBIAN/shlibs"
echo 'activate-noawait ldconfig' >"$library/DEBIAN/triggers"
chmod -R u+rwX,go+rX,go-w "$work"
for package in libexosip2-15 libexosip2-dev; do
	dpkg-deb --root-owner-group -z"${DEB_COMPRESSION:-6}" --build "$work/$package" "$out" | sed "s|'$out/|'|"
done
