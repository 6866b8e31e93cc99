# The pages of docs, and README.

book: ## the pages of docs as HTML by mdbook, in target/book
	@command -v mdbook >/dev/null || { echo 'mdbook is not installed; the pages can be read in docs as they are, beginning with docs/SUMMARY.md' >&2; exit 1; }
	mdbook build docs --dest-dir $(TARGET)/book

test-readme: setup-test build-debug $(TARGET)/c-tests/certificates/ca.pem ## the programs in README and examples; code, names and links of the pages
	$(part) sh -c 'tests/readme.sh; first=$$?; tests/examples.sh $(C_OUT)/certificates && exit $$first'

.PHONY: book
