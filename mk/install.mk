# Building what is installed, installing it and removing it. `make install` never calls a package manager.

PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
PKGCONFIGDIR ?= $(LIBDIR)/pkgconfig
CMAKEDIR ?= $(LIBDIR)/cmake/eXosip2
DOCDIR ?= $(PREFIX)/share/doc/libexosip2
INSTALL ?= install

# The release of the original whose interface this is: programs ask pkg-config and CMake for it.
INTERFACE_VERSION := 5.3.0
NAMES := eXosip2 osip2 osipparser2
# Small libraries, each with the soname of the original, that need libeXosip2.so.15 and hold nothing themselves.
COMPANIONS := osip2 osipparser2
HEADERS := $(shell cd include && find . -name '*.h' | sed 's|^\./||')
DOCUMENTS = LICENSE-MIT LICENSE-APACHE CHANGELOG.md $(BUILT)/NOTICES
SUBSTITUTE = sed -e 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@INCLUDEDIR@|$(INCLUDEDIR)|; s|@CMAKEDIR@|$(CMAKEDIR)|' \
	-e 's|@VERSION@|$(INTERFACE_VERSION)|; s|@STATIC_LIBS@|$(STATIC_LIBS)|'
# What the static library needs; libgcc_eh has the unwinder in a static form. Sections that nothing uses are most of the archive.
STATIC_LIBS := -Wl,--gc-sections -lgcc_eh -lgcc -lpthread -lm -ldl -lc

build: setup-build build-library ## the shared and the static library; CARGOFLAGS="--locked --offline" and Cargo's own variables count

# Link-time optimisation is for libraries in C's form only: where the crate is one for Rust too, as `cargo build` makes it, there is none. In
# Cargo's folder other commands would put such a library in its place.
build-library:
	$(if $(filter dev,$(PROFILE)),$(CARGO) build $(CARGOFLAGS) --profile dev --lib,\
		CARGO_PROFILE_RELEASE_LTO=$(or $(CARGO_PROFILE_RELEASE_LTO),fat) \
		$(CARGO) rustc $(CARGOFLAGS) --profile $(PROFILE) --lib --crate-type cdylib,staticlib --target-dir $(LIBRARY))
	@CC='$(TARGET_CC)' scripts/companions.sh $(BUILT) $(COMPANIONS)
	@CARGO='$(CARGO)' scripts/notices.sh $(CARGOFLAGS) >$(BUILT)/NOTICES

# Without Cargo, as for root after `make build`, what was built is installed, unless a source is newer.
has_cargo := $(shell command -v $(CARGO))
up-to-date: $(if $(has_cargo),build-library)
	@[ -n "$(has_cargo)" ] || ! newer=$$(find src build.rs Cargo.toml Cargo.lock -newer $(BUILT)/libeXosip2.so 2>&1 | grep -m1 .) || \
		{ echo "$(BUILT)/libeXosip2.so is missing or older than its sources ($$newer): run \`make build\` first" >&2; exit 1; }

install: up-to-date ## installs below PREFIX (/usr/local), or below DESTDIR for packages
	$(INSTALL) -d $(DESTDIR)$(LIBDIR) $(DESTDIR)$(PKGCONFIGDIR) $(DESTDIR)$(CMAKEDIR) $(DESTDIR)$(DOCDIR)
	$(INSTALL) -m 644 $(BUILT)/libeXosip2.so $(DESTDIR)$(LIBDIR)/libeXosip2.so.15.0.0
	$(INSTALL) -m 644 $(BUILT)/libeXosip2.a $(DESTDIR)$(LIBDIR)/libeXosip2.a
	ln -sf libeXosip2.so.15.0.0 $(DESTDIR)$(LIBDIR)/libeXosip2.so.15
	ln -sf libeXosip2.so.15 $(DESTDIR)$(LIBDIR)/libeXosip2.so
	@# A link from libosip2.so to libeXosip2.so.15 would be another file of that soname for ldconfig, hence a linker script.
	for name in $(COMPANIONS); do \
		$(INSTALL) -m 644 $(BUILT)/companions/lib$$name.so.15 $(DESTDIR)$(LIBDIR)/lib$$name.so.15.0.0 && \
		ln -sf lib$$name.so.15.0.0 $(DESTDIR)$(LIBDIR)/lib$$name.so.15 && \
		rm -f $(DESTDIR)$(LIBDIR)/lib$$name.so && \
		echo '/* GNU ld script: libeXosip2 holds all of lib'$$name' */ INPUT ( -leXosip2 )' >$(DESTDIR)$(LIBDIR)/lib$$name.so && \
		ln -sf libeXosip2.a $(DESTDIR)$(LIBDIR)/lib$$name.a || exit 1; \
	done
	for name in $(NAMES); do \
		$(SUBSTITUTE) packaging/pkgconfig/lib$$name.pc.in >$(DESTDIR)$(PKGCONFIGDIR)/lib$$name.pc || exit 1; \
	done
	for file in eXosip2Config eXosip2ConfigVersion; do \
		$(SUBSTITUTE) packaging/cmake/$$file.cmake.in >$(DESTDIR)$(CMAKEDIR)/$$file.cmake || exit 1; \
	done
	for header in $(HEADERS); do \
		$(INSTALL) -D -m 644 include/$$header $(DESTDIR)$(INCLUDEDIR)/$$header || exit 1; \
	done
	$(INSTALL) -m 644 $(DOCUMENTS) $(DESTDIR)$(DOCDIR)

uninstall: ## removes what `make install` with the same PREFIX and DESTDIR installed
	for name in $(NAMES); do \
		rm -f $(DESTDIR)$(LIBDIR)/lib$$name.so.15.0.0 $(DESTDIR)$(LIBDIR)/lib$$name.so.15 $(DESTDIR)$(LIBDIR)/lib$$name.so \
			$(DESTDIR)$(LIBDIR)/lib$$name.a $(DESTDIR)$(PKGCONFIGDIR)/lib$$name.pc; \
	done
	rm -f $(HEADERS:%=$(DESTDIR)$(INCLUDEDIR)/%) $(addprefix $(DESTDIR)$(DOCDIR)/,$(notdir $(DOCUMENTS))) $(DESTDIR)$(CMAKEDIR)/eXosip2Config*.cmake
	for folder in $(INCLUDEDIR)/osipparser2/headers $(INCLUDEDIR)/osipparser2 $(INCLUDEDIR)/osip2 $(INCLUDEDIR)/eXosip2 \
		$(CMAKEDIR) $(DOCDIR); do rmdir $(DESTDIR)$$folder 2>/dev/null || true; done

# Debian's folder for libraries of the architecture.
DEB_TRIPLET ?= $(shell dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || $(TARGET_CC) -dumpmachine)
DEB_OUT ?= $(TARGET)/deb

deb: ## Debian packages, libexosip2-15 and libexosip2-dev, in target/deb
	rm -rf $(DEB_OUT)/tree
	COMPANION_RPATH= $(MAKE) --no-print-directory --silent install PREFIX=/usr LIBDIR=/usr/lib/$(DEB_TRIPLET) DESTDIR=$(DEB_OUT)/tree
	scripts/deb.sh $(DEB_OUT)/tree

test-install: setup-test build-release ## installs in a folder, for the loader and as a package, compiles and runs programs against that, uninstalls
	$(part) env MAKE="$(MAKE)" c-tests/install/run.sh

.PHONY: build deb build-library up-to-date install uninstall
