//! One header as text.

use std::path::Path;
use std::{fs, iter};

use quote::ToTokens;
use syn::{Attribute, Item};

use super::names::{Kind, NAMES, Name, SPELLED};
use super::spelling::{contents, in_c, unnamed};
use super::table::{HEADERS, Header};

/// The text of `header`, from the items of the crate.
pub(crate) fn header(header: &Header, krate: &[Item]) -> String {
    let own = own_module(header.path);
    let modules = header.model.split(' ').chain([own.as_str()]);
    let unnamed = unnamed(krate);
    let items: Vec<Item> = modules
        .filter_map(|path| module(krate, path))
        .flat_map(|module| in_c(contents(module), &unnamed))
        .collect();
    let body = declarations(header, &items);
    let parts = [
        includes(header),
        "#ifdef __cplusplus\nextern \"C\" {\n#endif".to_owned(),
        handles(&body),
        typedefs(header, &items),
        body,
        enum_typedefs(&items),
        macros(header.path),
        "#ifdef __cplusplus\n}\n#endif".to_owned(),
    ];
    let parts: Vec<&str> =
        parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    let (guard, title) = (header.guard, title(module(krate, &own), header.path));
    format!("{title}\n\n#ifndef {guard}\n#define {guard}\n\n{}\n\n#endif\n", parts.join("\n\n"))
}

/// `eXosip2/eX_call.h` is declared in `abi::exosip2::eX_call`.
fn own_module(path: &str) -> String {
    let path = path.trim_end_matches(".h").replace('/', "::");
    format!("abi::{}", path.replace("eXosip2::", "exosip2::"))
}

fn module<'a>(items: &'a [Item], path: &str) -> Option<&'a syn::ItemMod> {
    let (first, rest) = path.split_once("::").unzip();
    let found = items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == first.unwrap_or(path) => Some(module),
        _ => None,
    })?;
    match rest {
        Some(rest) => module(contents(found), rest),
        None => Some(found),
    }
}

/// The first comment: what the module says about itself.
fn title(module: Option<&syn::ItemMod>, path: &str) -> String {
    let docs: Vec<String> =
        module.map_or(vec![], |module| module.attrs.iter().filter_map(doc).collect());
    let about = if docs.is_empty() { format!(" `{path}`") } else { docs.join("\n *") };
    format!(
        "/**\n *{about}\n *\n * Made from the declarations in `src` by `make headers`: edit those.\n */"
    )
}

fn doc(attribute: &Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

fn includes(header: &Header) -> String {
    let (own, system): (Vec<&str>, Vec<&str>) = header
        .includes
        .split_whitespace()
        .partition(|name| HEADERS.iter().any(|header| header.path == *name));
    let lines = |names: &[&str]| {
        names.iter().map(|name| format!("#include <{name}>\n")).collect::<String>()
    };
    format!("{}\n{}", lines(&system), lines(&own))
}

/// Declares what C only points to, so that no parameter list is the first to name it.
fn handles(body: &str) -> String {
    let is_ours =
        |name: &&str| name.starts_with("struct osip_") || name.starts_with("struct eXosip_");
    let named = SPELLED.iter().map(|(_, c)| *c).filter(is_ours).filter(|name| body.contains(name));
    named.map(|name| format!("{name};\n")).collect()
}

/// The typedefs of records: those declared here, and further names for those of other headers.
fn typedefs(header: &Header, items: &[Item]) -> String {
    let elsewhere = |typedef: &str| {
        HEADERS.iter().any(|header| header.typedefs.rsplit(' ').next() == Some(typedef))
    };
    let own = items.iter().filter_map(|item| match item {
        Item::Struct(record) => {
            let name = by_tag(&record.ident.to_string())?;
            let typedef = name.typedefs.split(' ').next().filter(|typedef| !typedef.is_empty())?;
            (!elsewhere(typedef)).then(|| format!("typedef struct {} {typedef};\n", name.tag))
        }
        _ => None,
    });
    let further = (!header.typedefs.is_empty()).then(|| format!("typedef {};\n", header.typedefs));
    own.chain(further).collect()
}

/// The typedefs of enumerations that are called as their tag: cbindgen has one name for both.
fn enum_typedefs(items: &[Item]) -> String {
    let same = items.iter().filter_map(|item| match item {
        Item::Enum(it) => by_tag(&it.ident.to_string()).filter(|name| name.tag == name.typedefs),
        _ => None,
    });
    same.map(|name| format!("typedef enum {0} {0};\n", name.tag)).collect()
}

fn by_tag(tag: &str) -> Option<&'static Name> {
    NAMES.iter().find(|name| name.tag == tag && name.kind != Kind::Function)
}

/// What cbindgen makes of the items.
fn declarations(header: &Header, items: &[Item]) -> String {
    let source = Path::new(env!("CARGO_TARGET_TMPDIR")).join(header.path.replace('/', "-"));
    let text: String = items.iter().map(|item| item.to_token_stream().to_string() + "\n").collect();
    fs::write(&source, text).unwrap();
    let mut config = cbindgen::Config {
        language: cbindgen::Language::C,
        style: cbindgen::Style::Tag,
        documentation_style: cbindgen::DocumentationStyle::Doxy,
        no_includes: true,
        usize_is_size_t: true,
        line_length: 120,
        tab_width: 2,
        ..Default::default()
    };
    config.export.include = items.iter().filter_map(name_of).collect();
    config.export.rename =
        SPELLED.iter().map(|(rust, c)| (rust.to_string(), c.to_string())).collect();
    config.defines = iter::once(("exosip_opaque".to_owned(), "EXOSIP_OPAQUE".to_owned())).collect();
    let mut out = Vec::new();
    cbindgen::Builder::new()
        .with_config(config)
        .with_src(&source)
        .generate()
        .unwrap()
        .write(&mut out);
    one_line_comments(&String::from_utf8(out).unwrap())
}

/// cbindgen gives each comment three lines or more.
fn one_line_comments(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = String::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let about = lines.get(at + 1).and_then(|line| line.trim_start().strip_prefix("* "));
        let ends = lines.get(at + 2).is_some_and(|line| line.trim() == "*/");
        match about {
            Some(about) if line.ends_with("/**") && ends => {
                out += &format!("{line} {about} */\n");
                at += 3;
            }
            _ => {
                out += &format!("{line}\n");
                at += 1;
            }
        }
    }
    out
}

fn name_of(item: &Item) -> Option<String> {
    match item {
        Item::Struct(it) => Some(it.ident.to_string()),
        Item::Enum(it) => Some(it.ident.to_string()),
        Item::Type(it) => Some(it.ident.to_string()),
        _ => None,
    }
}

/// The macros, which no declaration can say.
fn macros(path: &str) -> String {
    let (folder, file) = path.rsplit_once('/').unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/abi")
        .join(folder.replace("eXosip2", "exosip2"));
    fs::read_to_string(folder.join("macros").join(file)).unwrap_or_default()
}
