//! The tables of docs/options.md, from the constants of options and their comments.

use quote::ToTokens;
use syn::{Attribute, Expr, Item, Lit, Meta};

use crate::render::module;
use crate::spelling::contents;

/// The first number of an option that the original does not have.
const OWN: u32 = 3000;

/// `page` with the rows of its two tables made anew: the options of the original, then our own.
pub(crate) fn page(page: &str, krate: &[Item]) -> String {
    let (own, original): (Vec<_>, Vec<_>) =
        rows(krate).into_iter().partition(|(number, _)| *number >= OWN);
    let mut tables = [original, own].into_iter();
    let mut text = String::new();
    for line in page.lines().filter(|line| !line.starts_with("| `EXOSIP_OPT_")) {
        text.push_str(line);
        text.push('\n');
        if line.starts_with("|---") {
            text.extend(tables.next().unwrap().into_iter().map(|(_, row)| row));
        }
    }
    text
}

/// Each option: number and row, in the order of the numbers.
fn rows(krate: &[Item]) -> Vec<(u32, String)> {
    let items = module(krate, "abi::exosip2::options::table").map_or(&[][..], contents);
    let mut rows: Vec<_> = items
        .iter()
        .filter_map(|item| {
            let Item::Const(item) = item else { return None };
            let number = item.expr.to_token_stream().to_string().parse().unwrap();
            let about: String = item.attrs.iter().filter_map(text_of).collect();
            let (value, effect) = about.trim().split_once(": ").filter(|_| number > 0)?;
            let value = value.replace("The function", "the function");
            Some((number, format!("| `{}` | {number} | {value} | {effect} |\n", item.ident)))
        })
        .collect();
    rows.sort_by_key(|row| row.0);
    rows
}

fn text_of(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(it) = &attribute.meta else { return None };
    let Expr::Lit(literal) = &it.value else { return None };
    let Lit::Str(text) = &literal.lit else { return None };
    attribute.path().is_ident("doc").then(|| text.value())
}
