# The benchmarks. Figures, tables and plots go to target/bench.

bench: setup-bench ## parsing beside Debian's library, and registrations at scale; about half an hour
	$(CARGO) bench --bench parser
	$(CARGO) bench --bench scale

bench-quick: setup-bench ## the same in short, to see that it runs
	$(CARGO) bench --bench parser -- --quick
	$(CARGO) bench --bench scale -- --quick

test-instructions: setup-test c-libraries $(C_OUT)/plain/scale/instructions ## a registration costs the same beside 100 accounts and beside 10,000
	c-tests/instructions.sh $(C_OUT)

.PHONY: bench bench-quick test-instructions
