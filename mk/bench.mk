# The benchmarks. Figures, tables and plots go to target/bench; `make bench` makes docs/performance.md of them.

bench: setup-bench build-release ## parsing beside Debian's library, calls, and registrations at scale beside other libraries; three quarters of an hour, with RUNS=1 a third of that: each line once
	$(CARGO) bench --bench parser
	$(MAKE) bench-calls
	LIBRARY=$(RELEASE) $(CARGO) bench --bench scale

bench-messages: setup-bench build-release ## messages out and in, the least programs and sofia-sip; RUNS=1 takes five minutes, QUICK=--quick as many seconds
	LIBRARY=$(RELEASE) $(CARGO) bench --bench scale -- --messages $(QUICK)

bench-calls: build-release ## calls out and in beside 100 and 5,000 others, the least programs, SIPp and sofia-sip; RUNS=1 CALLS=1000 for a short run
	benches/calls/run.sh $(RELEASE) $(TARGET)/bench

# Compiled as the tests are: it is to run, not to be fast.
bench-quick: setup-bench build-debug ## the same in short, to see that it runs
	$(compile) sh -c '$(CARGO) bench --profile dev --bench parser -- --quick && $(CARGO) bench --profile dev --bench scale -- --quick'

bench-page: ## docs/performance.md once more from what was measured last of each part
	$(CARGO) bench --bench scale -- --page

.PHONY: bench bench-calls bench-messages bench-page
