# The examples in other languages. LANGUAGES: python asyncio go node csharp java php rust, some of them.

# In continuous integration those whose runtime .ci/run installs; elsewhere all for which there is one.
LANGUAGES ?= $(if $(CI),python asyncio go php csharp java)

test-languages: setup-test build-debug ## examples/ in Python, Go, Node, C#, Java, PHP and Rust, where the machine has what they need
	$(part) env MAKE="$(MAKE)" tests/languages.sh $(DEBUG) $(LANGUAGES)
