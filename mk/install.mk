# Installing, and taking away again. One library answers to the three names of the original.

PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
PKGCONFIGDIR ?= $(LIBDIR)/pkgconfig
INSTALL ?= install

# The release of the original whose interface this is: what programs ask pkg-config for.
INTERFACE_VERSION := 5.3.0
NAMES := eXosip2 osip2 osipparser2
HEADERS := $(shell cd include && find . -name '*.h' | sed 's|^\./||')

# Without Cargo, as for root after `make build`, what was built is installed.
install: $(if $(shell command -v $(CARGO)),build) ## installs below PREFIX (/usr/local), or below DESTDIR for packages
	$(INSTALL) -d $(DESTDIR)$(LIBDIR) $(DESTDIR)$(PKGCONFIGDIR)
	$(INSTALL) -m 755 $(RELEASE)/libeXosip2.so $(DESTDIR)$(LIBDIR)/libeXosip2.so.15
	$(INSTALL) -m 644 $(RELEASE)/libeXosip2.a $(DESTDIR)$(LIBDIR)/libeXosip2.a
	cd $(DESTDIR)$(LIBDIR) && for name in $(NAMES); do \
		[ $$name = eXosip2 ] || ln -sf libeXosip2.so.15 lib$$name.so.15 && \
		ln -sf libeXosip2.so.15 lib$$name.so && \
		{ [ $$name = eXosip2 ] || ln -sf libeXosip2.a lib$$name.a; } || exit 1; \
	done
	for name in $(NAMES); do \
		sed -e 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@INCLUDEDIR@|$(INCLUDEDIR)|; s|@VERSION@|$(INTERFACE_VERSION)|' \
			pkgconfig/lib$$name.pc.in >$(DESTDIR)$(PKGCONFIGDIR)/lib$$name.pc || exit 1; \
	done
	for header in $(HEADERS); do \
		$(INSTALL) -D -m 644 include/$$header $(DESTDIR)$(INCLUDEDIR)/$$header || exit 1; \
	done

uninstall: ## takes away what `make install` with the same PREFIX and DESTDIR installed
	for name in $(NAMES); do \
		rm -f $(DESTDIR)$(LIBDIR)/lib$$name.so.15 $(DESTDIR)$(LIBDIR)/lib$$name.so $(DESTDIR)$(LIBDIR)/lib$$name.a \
			$(DESTDIR)$(PKGCONFIGDIR)/lib$$name.pc; \
	done
	rm -f $(HEADERS:%=$(DESTDIR)$(INCLUDEDIR)/%)
	for folder in osipparser2/headers osipparser2 osip2 eXosip2; do \
		rmdir $(DESTDIR)$(INCLUDEDIR)/$$folder 2>/dev/null || true; \
	done

test-install: setup-test ## installs below a temporary folder, compiles and runs programs against that, uninstalls
	MAKE='$(MAKE)' c-tests/install/run.sh

.PHONY: install uninstall test-install
