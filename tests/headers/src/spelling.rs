//! Rust declarations in the words of C: `Option<CBox<NameAddr>>` becomes `*mut osip_from_t`.

use std::collections::{HashMap, HashSet};

use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, Ident, Item, ItemConst, ItemFn, ItemStruct, Type, parse_quote};

use super::names::{Kind, NAMES, Name};

/// Function types that have no C name, by their Rust name: they are written out.
pub(crate) type Unnamed = HashMap<String, Type>;

/// The function types of a crate that have no C name.
pub(crate) fn unnamed(items: &[Item]) -> Unnamed {
    let mut found = Unnamed::new();
    for item in items {
        match item {
            Item::Mod(module) => found.extend(unnamed(contents(module))),
            Item::Type(alias) if matches!(*alias.ty, Type::BareFn(_)) => {
                found.insert(alias.ident.to_string(), (*alias.ty).clone());
            }
            _ => {}
        }
    }
    found.retain(|name, _| Name::of(name).is_none());
    found
}

/// The items in a module.
pub(crate) fn contents(module: &syn::ItemMod) -> &[Item] {
    module.content.as_ref().map_or(&[], |(_, items)| items)
}

/// What the declarations of one header may name.
pub(crate) struct Scope {
    /// Function types without a C name.
    pub(crate) unnamed: Unnamed,
    /// The typedefs of records in this header and in those that it includes.
    pub(crate) visible: HashSet<&'static str>,
}

/// What C sees of the items of one module.
pub(crate) fn in_c(items: &[Item], scope: &Scope) -> Vec<Item> {
    let mut seen: Vec<Item> = items.iter().flat_map(|item| one_in_c(item, items, scope)).collect();
    for item in &mut seen {
        PlainDocs.visit_item_mut(item);
    }
    seen
}

fn one_in_c(item: &Item, siblings: &[Item], scope: &Scope) -> Vec<Item> {
    match item {
        Item::Struct(it) => match Name::of(&it.ident.to_string()) {
            Some(name) if name.kind == Kind::Enum => enumeration(name, it, siblings),
            Some(name) => vec![record(name, it, scope)],
            None => vec![],
        },
        Item::Type(it) => Name::of(&it.ident.to_string()).map_or(vec![], |name| {
            let mut alias = it.clone();
            alias.ident = format_ident!("{}", name.tag);
            Spelling { near: "", scope }.visit_type_mut(&mut alias.ty);
            vec![alias.into()]
        }),
        Item::Const(it) if is_public_number(it) => vec![item.clone()],
        Item::Fn(it) if is_exported(it) => vec![function(it, scope)],
        _ => vec![],
    }
}

fn record(name: &Name, it: &ItemStruct, scope: &Scope) -> Item {
    let mut record = it.clone();
    record.ident = format_ident!("{}", name.tag);
    record.attrs.retain(|attribute| is(attribute, "doc") || is(attribute, "repr"));
    if name.kind == Kind::Opaque {
        record.attrs.push(parse_quote!(#[cfg(not(exosip_opaque))]));
    }
    for field in &mut record.fields {
        let near = field.ident.as_ref().map(Ident::to_string).unwrap_or_default();
        field.attrs.extend(elements(&field.ty, &near));
        Spelling { near: &near, scope }.visit_type_mut(&mut field.ty);
    }
    record.into()
}

/// A line that says what the list `ty` holds.
fn elements(ty: &Type, near: &str) -> Option<Attribute> {
    let (list, element) = path_and_argument(ty)?;
    let element = match (list.as_str(), element) {
        ("List", Some(element)) => {
            let name = Name::of(&named(&element)?)?;
            name.spelling(near, &name.typedefs.split(' ').collect()).to_owned()
        }
        ("Texts", None) => "char *".to_owned(),
        _ => return None,
    };
    let text = format!(" Elements: `{element}`.");
    Some(parse_quote!(#[doc = #text]))
}

/// What `c_enum!` made: a number with names.
fn enumeration(name: &Name, it: &ItemStruct, siblings: &[Item]) -> Vec<Item> {
    let docs = it.attrs.iter().filter(|attribute| is(attribute, "doc"));
    let tag = format_ident!("{}", name.tag);
    let values = siblings.iter().filter_map(|item| match item {
        Item::Const(it) if named(&it.ty).is_some_and(|ty| ty == name.rust) => {
            let Expr::Call(call) = &*it.expr else { panic!("{} is no number", it.ident) };
            let (docs, value, number) = (&it.attrs, &it.ident, &call.args);
            Some(quote!(#(#docs)* #value = #number))
        }
        _ => None,
    });
    let mut items = vec![parse_quote!(#(#docs)* #[repr(C)] pub enum #tag { #(#values,)* })];
    if !name.typedefs.is_empty() && name.typedefs != name.tag {
        let typedef = format_ident!("{}", name.typedefs);
        items.push(parse_quote!(pub type #typedef = #tag;));
    }
    items
}

fn function(it: &ItemFn, scope: &Scope) -> Item {
    let mut function = it.clone();
    function.attrs.retain(|attribute| is(attribute, "doc") || is(attribute, "unsafe"));
    function.block = parse_quote!({});
    function.sig.generics = syn::Generics::default();
    let near = function.sig.ident.to_string();
    Spelling { near: &near, scope }.visit_signature_mut(&mut function.sig);
    function.into()
}

fn is(attribute: &Attribute, name: &str) -> bool {
    attribute.path().is_ident(name)
}

fn is_public_number(it: &ItemConst) -> bool {
    matches!(it.vis, syn::Visibility::Public(_)) && named(&it.ty).is_some_and(|ty| ty == "c_int")
}

/// `osip_trace` alone is naked: Rust cannot spell its prototype, so C does (`macros/osip_port.h`).
fn is_exported(it: &ItemFn) -> bool {
    let has = |what: &str| {
        it.attrs.iter().any(|attribute| {
            matches!(&attribute.meta, syn::Meta::List(list) if list.tokens.to_string() == what)
        })
    };
    has("no_mangle") && !has("naked")
}

/// The last name of a path.
fn named(ty: &Type) -> Option<String> {
    path_and_argument(ty).map(|(name, _)| name)
}

/// The last name of a path and the type in its angle brackets.
fn path_and_argument(ty: &Type) -> Option<(String, Option<Type>)> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let argument = match &last.arguments {
        syn::PathArguments::AngleBracketed(brackets) => {
            brackets.args.iter().find_map(|argument| match argument {
                syn::GenericArgument::Type(ty) => Some(ty.clone()),
                _ => None,
            })
        }
        _ => None,
    };
    Some((last.ident.to_string(), argument))
}

/// Replaces types. `near` is the function or field that they belong to.
struct Spelling<'a> {
    near: &'a str,
    scope: &'a Scope,
}

impl VisitMut for Spelling<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
        if let Type::Reference(reference) = ty {
            let target = &reference.elem;
            // What threads share is never `const` in C's prototypes.
            let handle = NAMES.iter().filter(|name| name.kind == Kind::Handle);
            let handle =
                named(target).is_some_and(|to| handle.into_iter().any(|name| name.tag == to));
            let shared = reference.mutability.is_none() && !handle;
            *ty = if shared { parse_quote!(*const #target) } else { parse_quote!(*mut #target) };
            return;
        }
        let Some((name, argument)) = path_and_argument(ty) else { return };
        *ty = match (name.as_str(), argument) {
            ("Option" | "Given", Some(to)) => to,
            ("CBox" | "NonNull" | "Out", Some(to)) => parse_quote!(*mut #to),
            ("Text" | "EditStr" | "LooseStr" | "StrMut", _) => parse_quote!(*mut c_char),
            ("Str", _) => parse_quote!(*const c_char),
            ("List" | "OwningList" | "Texts", _) => parse_quote!(osip_list_t),
            ("Arguments", _) => parse_quote!(va_list),
            ("Foreign", _) => parse_quote!(*mut c_void),
            ("u8", _) => parse_quote!(c_uchar),
            _ => match (Name::of(&name), self.scope.unnamed.get(&name)) {
                (Some(name), _) => {
                    let spelling =
                        format_ident!("{}", name.spelling(self.near, &self.scope.visible));
                    parse_quote!(#spelling)
                }
                (None, Some(function)) => {
                    let mut function = function.clone();
                    self.visit_type_mut(&mut function);
                    function
                }
                (None, None) => return,
            },
        };
    }
}

/// Takes the links of rustdoc out of doc comments.
struct PlainDocs;

impl VisitMut for PlainDocs {
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        let syn::Meta::NameValue(pair) = &mut attribute.meta else { return };
        let Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &mut pair.value else {
            return;
        };
        let plain = text.value().replace("[`", "`").replace("`]", "`");
        *text = syn::LitStr::new(&plain, text.span());
    }
}
