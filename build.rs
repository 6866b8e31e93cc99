//! Names the shared object for the loader, and compiles the body of `osip_trace`.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libeXosip2.so.15");

    let source = "src/abi/osipparser2/osip_port/trace.c";
    println!("cargo:rerun-if-changed={source}");
    cc::Build::new().file(source).warnings_into_errors(true).compile("exosip2_trace");
}
