#!/usr/bin/env bash
# Makes the book of the pages in docs and of the examples that they name, and checks its links: book.sh FOLDER
# Without mdbook in the path, Cargo builds one in FOLDER/../tools, which takes some minutes.
set -eu
cd "$(dirname "$0")/.."
mkdir -p "$1"
book=$(realpath "$1")
tools=$(dirname "$book")/tools
export PATH=$tools/bin:$PATH
command -v mdbook >/dev/null ||
	cargo install mdbook --version '^0.5' --locked --no-default-features --features search --root "$tools" --target-dir "$tools/build"

# mdbook knows one folder: docs is its top, and the examples stand in it. It calls README.html index.html, but not where other pages name it.
source=$(mktemp -d)
trap 'rm -rf "$source"' EXIT
git ls-files -z docs examples | xargs -0 cp --parents --target-directory="$source"
mv "$source/examples" "$source/docs/"
mv "$source/docs/examples/README.md" "$source/docs/examples/index.md"
find "$source/docs" -name '*.md' -exec sed -i -E 's#\]\(\.\./((\.\./)*examples/)#](\1#g' {} +
find "$source/docs" -name '*.md' -exec sed -i 's#](examples/README\.md#](examples/index.md#g; s#](\.\./docs/#](../#g' {} +

rm -rf "$book"
mdbook build "$source/docs" --dest-dir "$book"
python3 tests/book.py "$book" docs/SUMMARY.md
