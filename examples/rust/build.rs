//! Makes the bindings from the installed headers, which pkg-config finds.

use std::env;
use std::path::Path;

fn main() {
    let library = pkg_config::probe_library("libeXosip2").expect("libeXosip2 is installed");
    let include = library.include_paths.iter().map(|path| format!("-I{}", path.display()));
    bindgen::Builder::default()
        .header_contents("all.h", "#include <eXosip2/eXosip.h>\n#include <eXosip2/eX_ext.h>\n")
        .clang_args(include)
        .allowlist_function("eXosip_.*")
        .allowlist_type("eXosip_.*")
        .generate()
        .expect("bindings")
        .write_to_file(Path::new(&env::var("OUT_DIR").expect("set by Cargo")).join("exosip.rs"))
        .expect("written");
}
