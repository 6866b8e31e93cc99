//! The shared library exports the C interface, whole, and nothing else. `c-tests/abi/check.sh` checks what the symbols are.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // A test may panic.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Header and name of every function that the original exports.
const FUNCTIONS: &str = include_str!("../c-tests/abi/functions.txt");

const HOOKS: &[&str] = &["osip_free_func", "osip_malloc_func", "osip_realloc_func"];

/// What the original does not have.
const ADDED: &[&str] = &[
    // The names of libosip2 5.3.1 for the `via_` functions.
    "osip_via_get_comment",
    "osip_via_get_host",
    "osip_via_get_port",
    "osip_via_get_protocol",
    "osip_via_get_version",
    "osip_via_set_comment",
    "osip_via_set_host",
    "osip_via_set_port",
    "osip_via_set_protocol",
    "osip_via_set_version",
    // What macros look into, for programs that do not (`EXOSIP_OPAQUE`).
    "osip_accept_encoding_get_params",
    "osip_content_type_get_params",
    "osip_dialog_get_instance",
    "osip_dialog_set_instance",
    "osip_event_get_type",
    "osip_from_get_params",
    "osip_uri_get_headers",
    "osip_uri_get_params",
    "osip_via_get_params",
    // `eXosip2/eX_ext.h`.
    "eXosip_build_message_summary",
    "eXosip_build_presence",
    "eXosip_call_replace",
    "eXosip_event_get_cause",
    "eXosip_event_get_cause_text",
    "eXosip_event_get_ack",
    "eXosip_event_get_header",
    "eXosip_event_get_reason",
    "eXosip_event_get_request",
    "eXosip_event_get_response",
    "eXosip_event_get_rid",
    "eXosip_event_get_status",
    "eXosip_event_get_textinfo",
    "eXosip_event_get_tid",
    "eXosip_event_get_type",
    "eXosip_free",
    "eXosip_get_counters",
    "eXosip_get_counters_text",
    "eXosip_get_error_text",
    "eXosip_insubscription_set_state",
    "eXosip_register_copy_text",
    "eXosip_register_get_number",
    "eXosip_register_get_text",
    "eXosip_register_send_initial",
    "eXosip_register_set_service_route",
    "eXosip_set_message_trace",
    "eXosip_set_option_int",
    // Declared by the original, but defined nowhere.
    "osip_dialog_is_callee",
    "osip_dialog_is_originator",
];

#[test]
fn the_interface_is_exported_and_nothing_else() {
    let functions = FUNCTIONS.lines().filter_map(|line| line.split(' ').nth(1));
    let wanted: BTreeSet<&str> =
        functions.chain(HOOKS.iter().copied()).chain(ADDED.iter().copied()).collect();
    let listing = output("nm", &["-D", "--defined-only", "--format=posix"]);
    let exported: BTreeSet<&str> =
        listing.lines().filter_map(|line| line.split(' ').next()).collect();
    let missing: Vec<_> = wanted.difference(&exported).collect();
    let unwanted: Vec<_> = exported.difference(&wanted).collect();
    assert!(
        missing.is_empty() && unwanted.is_empty(),
        "missing {missing:?}, unwanted {unwanted:?}"
    );
}

/// Programs hold copies of them: the size is part of the interface, and the library must not bind to its own.
#[test]
fn the_allocator_hooks_are_objects_of_eight_bytes() {
    let listing = output("readelf", &["--dyn-syms", "--wide"]);
    for hook in HOOKS {
        let line = listing.lines().find(|line| line.ends_with(&format!(" {hook}"))).unwrap();
        let [size, kind, binding, visibility] =
            line.split_whitespace().skip(2).take(4).collect::<Vec<_>>()[..]
        else {
            panic!("{line}")
        };
        assert_eq!(
            (size, kind, binding, visibility),
            ("8", "OBJECT", "GLOBAL", "DEFAULT"),
            "{line}"
        );
    }
    let relocations = output("readelf", &["--relocs", "--wide"]);
    for hook in HOOKS {
        let line = relocations.lines().find(|line| line.contains(&format!(" {hook} ")));
        assert!(
            line.is_some_and(|line| line.contains("GLOB_DAT")),
            "{hook} is not reached through the table"
        );
    }
}

#[test]
fn the_library_is_known_by_the_name_of_the_original() {
    let dynamic = output("readelf", &["--dynamic", "--wide"]);
    assert!(dynamic.contains("Library soname: [libeXosip2.so.15]"), "{dynamic}");
}

#[test]
fn the_static_library_links() {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prototypes-static");
    let status = Command::new("cc")
        .args(["-std=gnu11", "-Iinclude", "c-tests/abi/prototype-check.c", "-o"])
        .arg(&program)
        .arg(library().with_extension("a"))
        .args(["-lpthread", "-lm", "-ldl"])
        .current_dir(root())
        .status()
        .unwrap();
    assert!(status.success());
    assert!(Command::new(program).status().unwrap().success());
}

/// What `tool` of the binutils says about the shared library.
fn output(tool: &str, arguments: &[&str]) -> String {
    let output = Command::new(tool).args(arguments).arg(library()).output();
    let output = output.unwrap_or_else(|error| panic!("{tool}: {error}; install binutils"));
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// The shared library that Cargo built beside this test.
fn library() -> PathBuf {
    env::current_exe().unwrap().with_file_name("libeXosip2.so")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
