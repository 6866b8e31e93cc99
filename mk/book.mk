# The pages of docs, and README.

book: ## the pages of docs as HTML by mdbook, in target/book; Cargo installs it when it is missing
	scripts/book.sh $(TARGET)/book

test-readme: setup-test build-debug $(TARGET)/c-tests/certificates/ca.pem ## the programs in README and examples; code, names and links of the pages
	$(part) sh -c 'tests/readme.sh; first=$$?; tests/examples.sh $(C_OUT)/certificates && exit $$first'

.PHONY: book
