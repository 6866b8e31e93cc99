#!/usr/bin/env bash
# Whether the program in README compiles as C and as C++ and does what README says, whether the pieces of C on the pages compile and all
# names on them stand in the headers, whether each link between the pages leads somewhere, whether docs/SUMMARY.md names each page, and whether
# `make book` is whole where mdbook is installed.
set -u
cd "$(dirname "$0")/.."
. tests/common/checks.sh readme

# run NAME CODE TEXT ARGUMENTS...: the program ends with this code, and its last line is the text.
run() {
	local name=$1 wanted=$2 text=$3 code
	shift 3
	LD_LIBRARY_PATH=$folder timeout 120 "$folder/register" "$@" >"$folder/output" 2>&1
	code=$?
	[[ $code -eq $wanted && $(tail -1 "$folder/output") = "$text" ]]
	verdict "$name" $?
}

library "$folder"
for page in README.md README.zh-CN.md; do
	[[ -e $page ]] || continue
	awk '/^```c$/ && !done { inside = 1; next } /^```$/ && inside { inside = 0; done = 1 } inside' $page >"$folder/register.c"
	for compiler in cc 'c++ -x c++'; do
		# shellcheck disable=SC2086 # several words
		$compiler -Wall -Wextra -Werror -Iinclude "$folder/register.c" -o "$folder/register" -L"$folder" -leXosip2 >"$folder/output" 2>&1
		verdict "the program of $page, by ${compiler% -x*}" $?
		registrar --password wonderland
		run 'registers' 0 registered "sip:127.0.0.1:$port" alice wonderland
		run 'a wrong password ends it' 1 'not registered' "sip:127.0.0.1:$port" alice secret
		grep -q 'was refused' "$folder/output"
		verdict 'the cause is shown' $?
		registrar --first '403'
		run 'a refusal ends it' 1 'not registered' "sip:127.0.0.1:$port" alice wonderland
	done
done

python3 tests/pages.py docs/*.md docs/zh/*.md >"$folder/pages.c"
cc -Wall -Wno-unused -Werror -Iinclude -c "$folder/pages.c" -o "$folder/pages.o" >"$folder/output" 2>&1
verdict 'the pieces of C on the pages' $?

python3 tests/pages.py --rows docs/migration.md docs/zh/migration.md >"$folder/output" 2>&1
[[ $? -eq 0 && ! -s $folder/output ]]
verdict 'the tests of each difference' $?

grep -ohE '^ *EXOSIP_CAUSE_[A-Z_]+ =' include/eXosip2/eX_ext.h | grep -oE '[A-Z_]+' | sed 's/^EXOSIP_CAUSE_//' | grep -vx NONE | while read -r cause; do
	for page in docs/troubleshooting.md docs/zh/troubleshooting.md; do grep -q "^| .$cause. |" $page || echo "$cause is not on $page"; done
done >"$folder/output"
[[ ! -s $folder/output ]]
verdict 'causes on the pages of troubleshooting' $?

# OSIP_MONOTHREAD is a define of the original's build.
grep -ohE '\b(eXosip|osip|sdp)_[a-z0-9_]+|\b(EXOSIP|OSIP)_[A-Z0-9_]+' README*.md examples/README.md docs/*.md docs/zh/*.md | sort -u | grep -vx OSIP_MONOTHREAD |
	while read -r name; do grep -rqw "$name" include || echo "$name is in no header"; done >"$folder/output"
[[ ! -s $folder/output ]]
verdict 'names on the pages' $?

grep -oE '`[a-z0-9_]+(/[a-zA-Z0-9_]+)+(\.rs)?`' docs/architecture.md | tr -d '`' | sort -u |
	while read -r path; do [[ -e $path || -e $path.rs || -e src/$path || -e src/$path.rs ]] || echo "$path"; done >"$folder/output"
[[ ! -s $folder/output ]]
verdict 'modules on the page of the architecture' $?

grep -ohE '(`|^|&& |\| )make [a-z][a-z0-9-]*' ./*.md examples/README.md docs/*.md docs/zh/*.md | grep -oE '[a-z0-9-]+$' | sort -u |
	while read -r target; do grep -qE "^([a-z0-9-]+ )*$target( [a-z0-9-]+)*:" Makefile mk/*.mk || echo "make $target"; done >"$folder/output"
[[ ! -s $folder/output ]]
verdict 'commands of make on the pages' $?

${MAKE:-make} --no-print-directory help | awk '{ print $2 }' >"$folder/list"
grep -ohE '(`|^)make [a-z][a-z0-9-]*' README*.md CONTRIBUTING.md | awk '{ print $2 }' | sort -u | while read -r target; do
	grep -qx -- "$target" "$folder/list" || echo "make alone does not list $target"
done >"$folder/output"
[[ ! -s $folder/output ]]
verdict 'make lists the commands of README and CONTRIBUTING' $?

python3 tests/pages.py --shell ./*.md examples/README.md docs/*.md docs/zh/*.md >"$folder/pages.sh" && bash -n "$folder/pages.sh" >"$folder/output" 2>&1
verdict 'the pieces of shell on the pages' $?

for page in *.md examples/README.md docs/*.md docs/zh/*.md; do
	[[ -e $page ]] || continue
	grep -oE '\]\([^) ]+' "$page" | grep -v : | sed 's/^](//' | while IFS='#' read -r link heading; do
		target=$(dirname "$page")/$link
		[[ -n $link ]] || target=$page
		[[ -e $target ]] || echo "$page: $link"
		[[ -z $heading ]] || grep -E '^#+ ' "$target" | tr 'A-Z ' 'a-z-' | tr -dc 'a-z0-9\n#-' | sed 's/^#*-//' | grep -qx -- "$heading" || echo "$page: $link#$heading"
	done
done >"$folder/output"
[[ ! -s $folder/output ]]
verdict 'links between the pages' $?

(cd docs && find . -name '*.md' ! -name SUMMARY.md | sed 's|^\./||' | while read -r page; do
	grep -qF "($page)" SUMMARY.md || echo "$page is not in docs/SUMMARY.md"
done) >"$folder/output"
[[ ! -s $folder/output ]]
verdict 'docs/SUMMARY.md' $?

if PATH=target/tools/bin:$PATH command -v mdbook >/dev/null; then
	PATH=$PWD/target/tools/bin:$PATH scripts/book.sh "$folder/book" >"$folder/output" 2>&1
	verdict 'make book' $?
else
	skip 'make book' 'there is no mdbook here'
fi

summary
