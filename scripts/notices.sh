#!/usr/bin/env bash
# Prints the licences of the crates that the library is built from: notices.sh [CARGO FLAGS...]
# Each text stands once, below the crates that it is for. Of several licences the MIT licence is chosen where it is among them.
set -eu
cd "$(dirname "$0")/.."
cargo=${CARGO:-cargo}
target=${CARGO_BUILD_TARGET:-$(rustc -vV | sed -n 's/^host: //p')}
flags=("$@")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$cargo" tree "$@" --target "$target" -p exosip2 -e normal --prefix none -f '{p}|{l}' | sed 's/ (\*)$//' | sort -u | grep -v '^exosip2 ' >"$work/crates"

# The folder of a crate: below Cargo's home, or where Cargo says, as after `cargo vendor`.
folder_of() { # folder_of NAME VERSION
	local known=("${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/"$1-$2")
	if [[ -d ${known[0]} ]]; then echo "${known[0]}"; return; fi
	[[ -e $work/manifests ]] || "$cargo" metadata "${flags[@]}" --format-version 1 --filter-platform "$target" |
		grep -o '"manifest_path":"[^"]*"' | cut -d'"' -f4 >"$work/manifests"
	grep -m1 -E "/$1(-${2//+/\\+})?/Cargo\.toml$" "$work/manifests" | xargs -r dirname
}

while IFS='|' read -r crate licence; do
	read -r name version _ <<<"$crate"
	version=${version#v}
	folder=$(folder_of "$name" "$version")
	files=("$folder"/LICENSE-MIT*)
	[[ -e ${files[0]} ]] || mapfile -t files < <(find "$folder" -maxdepth 1 -iname 'licen[cs]e*' -o -maxdepth 1 -iname 'copying*' | sort)
	[[ ${#files[@]} -gt 0 ]] || { echo "$name $version has no licence file" >&2; : >"$work/none"; files=("$work/none"); }
	for file in "${files[@]}"; do
		sum=$(md5sum <"$file" | cut -d' ' -f1)
		cp "$file" "$work/$sum.text"
		echo "$name $version ($licence)" >>"$work/$sum.crates"
	done
done <"$work/crates"

echo "The library contains Rust's standard library (MIT OR Apache-2.0, the Rust Project contributors) and these crates."
for crates in "$work"/*.crates; do echo "$(head -1 "$crates")|$crates"; done | sort | cut -d'|' -f2 | while read -r crates; do
	printf '\n%s\n' '--------------------------------------------------------------------------------'
	cat "$crates"
	echo
	cat "${crates%.crates}.text"
done
