//! One header as text.

use std::collections::HashSet;
use std::{env, fs, iter, process};

use quote::ToTokens;
use syn::{Attribute, Item};

use super::names::{Kind, NAMES, Name};
use super::spelling::{Scope, contents, in_c, unnamed};
use super::table::{HEADERS, Header};

/// The text of `header`, from the items of the crate.
pub(crate) fn header(header: &Header, krate: &[Item]) -> String {
    let scope = Scope { unnamed: unnamed(krate), visible: visible(header, krate) };
    let items: Vec<Item> =
        modules(header, krate).flat_map(|module| in_c(contents(module), &scope)).collect();
    let body = declarations(header, &items);
    let parts = [
        includes(header),
        "#ifdef __cplusplus\nextern \"C\" {\n#endif".to_owned(),
        incomplete(&items, &body),
        typedefs(header, krate).map(|(of, name)| format!("typedef {of} {name};\n")).collect(),
        body,
        enum_typedefs(&items),
        option_values(header, krate),
        macros(header.path),
        "#ifdef __cplusplus\n}\n#endif".to_owned(),
    ];
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    let (guard, title, parts) = (header.guard, title(header, krate), parts.collect::<Vec<_>>());
    format!("{title}\n\n#ifndef {guard}\n#define {guard}\n\n{}\n\n#endif\n", parts.join("\n\n"))
}

/// The modules that declare what is in `header`.
fn modules<'a>(header: &Header, krate: &'a [Item]) -> impl Iterator<Item = &'a syn::ItemMod> {
    let paths = header.model.split(' ').map(str::to_owned).chain([own_module(header)]);
    paths.filter_map(|path| module(krate, &path))
}

/// `eXosip2/eX_call.h` is declared in `abi::exosip2::eX_call`.
fn own_module(header: &Header) -> String {
    let path = header.path.trim_end_matches(".h").replace('/', "::");
    format!("abi::{}", path.replace("eXosip2::", "exosip2::"))
}

pub(crate) fn module<'a>(items: &'a [Item], path: &str) -> Option<&'a syn::ItemMod> {
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
fn title(header: &Header, krate: &[Item]) -> String {
    let attributes = module(krate, &own_module(header)).map_or(&[][..], |module| &module.attrs);
    let docs: Vec<String> = attributes.iter().filter_map(doc).collect();
    let about = if docs.is_empty() {
        let Header { path, about, .. } = header;
        format!(" `{path}`: {about}\n * Codes and ownership: see `osip_message.h`.")
    } else {
        docs.join("\n *")
    };
    let made = "Made from the declarations in `src` by `make headers`: edit those.";
    // Without `@file` doxygen leaves the functions out.
    format!("/**\n * @file\n *{about}\n *\n * {made}\n */")
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

/// Declares the records that are only pointed to, so that no parameter list is the first to name them.
fn incomplete(items: &[Item], body: &str) -> String {
    let structs = NAMES.iter().filter(|name| name.is_struct() && name.kind != Kind::System);
    let elsewhere = structs.filter(|name| !items.iter().any(|item| is_called(item, name.tag)));
    let named = elsewhere.filter(|name| body.contains(&format!("struct {} ", name.tag)));
    named.map(|name| format!("struct {};\n", name.tag)).collect()
}

/// The typedefs of records in `header`: the usual ones of its own, and a further one for that of another header.
fn typedefs<'a>(
    header: &'a Header,
    krate: &'a [Item],
) -> impl Iterator<Item = (String, &'static str)> {
    let items = modules(header, krate).flat_map(contents);
    let own = items.filter_map(|item| match item {
        Item::Struct(it) => Name::of(&it.ident.to_string()).filter(|name| name.is_struct()),
        _ => None,
    });
    let own = own.filter_map(|name| Some((format!("struct {}", name.tag), name.typedef()?)));
    let further = header.typedefs.split_once(' ').map(|(of, name)| (of.to_owned(), name));
    own.chain(further)
}

/// The typedefs of records in `header` and in all that it includes.
fn visible(header: &Header, krate: &[Item]) -> HashSet<&'static str> {
    let mut seen = HashSet::from([header.path]);
    let mut queue = vec![header.path];
    let mut visible = HashSet::new();
    while let Some(path) = queue.pop() {
        let Some(header) = HEADERS.iter().find(|header| header.path == path) else { continue };
        visible.extend(typedefs(header, krate).map(|(_, name)| name));
        queue.extend(header.includes.split_whitespace().filter(|include| seen.insert(include)));
    }
    visible
}

/// The typedefs of enumerations that are called as their tag: cbindgen has one name for both.
fn enum_typedefs(items: &[Item]) -> String {
    let same = items.iter().filter_map(|item| match item {
        Item::Enum(it) => by_tag(&it.ident.to_string()).filter(|name| name.tag == name.typedefs),
        _ => None,
    });
    same.map(|name| format!("typedef enum {0} {0};\n", name.tag)).collect()
}

/// In `eX_ext.h`, the options of `eX_setup.h` as an enumeration: other languages see no macros.
fn option_values(header: &Header, krate: &[Item]) -> String {
    let options = module(krate, "abi::exosip2::options::table").map_or(&[][..], contents);
    let lines = options.iter().filter_map(|item| {
        let Item::Const(item) = item else { return None };
        let name = item.ident.to_string();
        let name = name.strip_prefix("EXOSIP_OPT_").filter(|name| *name != "BASE_OPTION")?;
        Some(format!("  EXOSIP_OPTION_{name} = {}", item.expr.to_token_stream()))
    });
    if header.path != "eXosip2/eX_ext.h" {
        return String::new();
    }
    let lines = lines.collect::<Vec<_>>().join(",\n");
    let about = "The options of `eX_setup.h` as values, for languages that see no macros.";
    format!(
        "/** {about} */\nenum eXosip_option {{\n{lines}\n}};\n\ntypedef enum eXosip_option eXosip_option_t;"
    )
}

fn by_tag(tag: &str) -> Option<&'static Name> {
    NAMES.iter().find(|name| name.tag == tag && name.kind != Kind::Function)
}

/// What cbindgen makes of the items.
fn declarations(header: &Header, items: &[Item]) -> String {
    let source =
        env::temp_dir().join(format!("{}-{}", process::id(), header.path.replace('/', "-")));
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
    let elsewhere =
        |name: &&Name| name.is_struct() && !items.iter().any(|item| is_called(item, name.tag));
    config.export.rename = NAMES
        .iter()
        .filter(elsewhere)
        .map(|name| (name.tag.to_owned(), format!("struct {}", name.tag)))
        .collect();
    config.defines = iter::once(("exosip_opaque".to_owned(), "EXOSIP_OPAQUE".to_owned())).collect();
    let mut out = Vec::new();
    cbindgen::Builder::new()
        .with_config(config)
        .with_src(&source)
        .generate()
        .unwrap()
        .write(&mut out);
    fs::remove_file(&source).unwrap();
    // C90 has no comma after the last value of an enumeration.
    one_line_comments(&String::from_utf8(out).unwrap()).replace(",\n};", "\n};")
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

fn is_called(item: &Item, name: &str) -> bool {
    name_of(item).is_some_and(|it| it == name)
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
    let folder = crate::root().join("src/abi").join(folder.replace("eXosip2", "exosip2"));
    fs::read_to_string(folder.join("macros").join(file)).unwrap_or_default()
}
