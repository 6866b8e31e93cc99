#!/bin/sh
# rustc for scripts/sanitized.sh. It adds the coverage that libFuzzer needs to the crates in which it counts what an input reached: the library,
# the fuzz targets, and the reader of DNS messages. All others, and unit tests, are compiled sooner without.
case " $* " in
*" --test "*) ;;
*" --crate-name "eXosip2\ * | *" --crate-name "fuzz\ * | *" --crate-name "domain\ * | *" --crate-name "octseq\ *)
	set -- "$@" -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
		-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares
	;;
esac
exec "$@"
