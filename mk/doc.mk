# The manual of the C interface, from the headers.

doc: setup-doc ## HTML and man pages by doxygen, in target/doc/c
	@mkdir -p $(TARGET)/doc/c
	(cat packaging/Doxyfile; echo 'OUTPUT_DIRECTORY = $(TARGET)/doc/c'; echo 'PROJECT_NUMBER = $(INTERFACE_VERSION)') | doxygen -q -

# Each function of the public headers has to have its page.
test-doc: setup-test doc ## whether each function has a page
	$(part) tests/doc.sh $(TARGET)/doc/c

.PHONY: doc
