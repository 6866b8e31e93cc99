# The benchmarks. Figures, tables and plots go to target/bench.

bench: setup-bench ## parsing beside Debian's library, and registrations at scale; a quarter of an hour
	$(CARGO) bench --bench parser
	$(CARGO) bench --bench scale

bench-quick: setup-bench ## the same in short, to see that it runs
	$(CARGO) bench --bench parser -- --quick
	$(CARGO) bench --bench scale -- --quick

.PHONY: bench bench-quick
