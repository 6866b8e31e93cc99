//! What the command line asks for.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use crate::digest::Algorithm;
use crate::hostile::Manner;

/// The answer that one of the first requests gets, whatever it asks.
#[derive(Clone, Debug)]
pub(crate) enum Scripted {
    /// As if the network had lost it.
    Drop,
    /// A status and headers, each with its CRLF.
    Answer(u16, String),
}

/// What accounts whose name begins with `bad` get instead of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Neglect {
    Silence,
    Trying,
    /// Bytes that are no message.
    Garbage,
    /// A success for another transaction.
    Branch,
    /// 503 with a long Retry-After.
    Retry,
}

#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) address: IpAddr,
    pub(crate) port: u16,
    pub(crate) realm: String,
    pub(crate) users: HashMap<String, String>,
    pub(crate) password: Option<String>,
    pub(crate) algorithms: Vec<Algorithm>,
    pub(crate) qop: bool,
    pub(crate) as_proxy: bool,
    pub(crate) nonce_uses: u64,
    pub(crate) min_expires: u32,
    pub(crate) max_expires: u32,
    pub(crate) service_route: Option<String>,
    pub(crate) first: VecDeque<Scripted>,
    pub(crate) neglect: Option<Neglect>,
    pub(crate) hostile: Option<Manner>,
    pub(crate) tls: Option<PathBuf>,
    pub(crate) client_ca: Option<PathBuf>,
    pub(crate) log: Option<PathBuf>,
    pub(crate) ladder: bool,
}

impl Options {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            address: IpAddr::from([127, 0, 0, 1]),
            port: 0,
            realm: "example.test".to_owned(),
            users: HashMap::new(),
            password: None,
            algorithms: vec![Algorithm::Md5],
            qop: true,
            as_proxy: false,
            nonce_uses: u64::MAX,
            min_expires: 0,
            max_expires: 7200,
            service_route: None,
            first: VecDeque::new(),
            neglect: None,
            hostile: None,
            tls: None,
            client_ca: None,
            log: None,
            ladder: false,
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} needs a value"));
            match word.as_str() {
                "-l" => options.address = parse(&value()?)?,
                "-p" => options.port = parse(&value()?)?,
                "--realm" => options.realm = value()?,
                "--users" => options.users = accounts(&value()?)?,
                "--password" => options.password = Some(value()?),
                "--algorithm" => options.algorithms = algorithms(&value()?)?,
                "--qop" => options.qop = value()? != "none",
                "--407" => options.as_proxy = true,
                "--stale" => options.nonce_uses = parse(&value()?)?,
                "--min-expires" => options.min_expires = parse(&value()?)?,
                "--max-expires" => options.max_expires = parse(&value()?)?,
                "--service-route" => options.service_route = Some(value()?),
                "--first" => {
                    options.first = value()?.split('|').map(scripted).collect::<Result<_, _>>()?
                }
                "--neglect" => options.neglect = Some(neglect(&value()?)?),
                "--hostile" => options.hostile = Some(Manner::parse(&value()?)?),
                "--tls" => options.tls = Some(value()?.into()),
                "--client-ca" => options.client_ca = Some(value()?.into()),
                "--log" => options.log = Some(value()?.into()),
                "--ladder" => options.ladder = true,
                _ => {
                    return Err(format!(
                        "unknown option {word}; the head of examples/registrar/src/main.rs lists them"
                    ));
                }
            }
        }
        Ok(options)
    }
}

fn parse<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("cannot read '{text}'"))
}

fn accounts(file: &str) -> Result<HashMap<String, String>, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    Ok(lines
        .filter_map(|line| line.split_once(char::is_whitespace))
        .map(|(name, word)| (name.to_owned(), word.trim().to_owned()))
        .collect())
}

fn algorithms(list: &str) -> Result<Vec<Algorithm>, String> {
    match list {
        "md5" => Ok(vec![Algorithm::Md5]),
        "sha256" => Ok(vec![Algorithm::Sha256]),
        "both" => Ok(vec![Algorithm::Sha256, Algorithm::Md5]),
        "none" => Ok(vec![]),
        _ => Err(format!("--algorithm takes md5, sha256, both or none, not '{list}'")),
    }
}

fn scripted(item: &str) -> Result<Scripted, String> {
    if item == "drop" {
        return Ok(Scripted::Drop);
    }
    let mut parts = item.split('/');
    let status = parse(parts.next().unwrap_or_default())?;
    Ok(Scripted::Answer(status, parts.map(|header| format!("{header}\r\n")).collect()))
}

fn neglect(word: &str) -> Result<Neglect, String> {
    match word {
        "silence" => Ok(Neglect::Silence),
        "trying" => Ok(Neglect::Trying),
        "garbage" => Ok(Neglect::Garbage),
        "branch" => Ok(Neglect::Branch),
        "retry" => Ok(Neglect::Retry),
        _ => {
            Err(format!("--neglect takes silence, trying, garbage, branch or retry, not '{word}'"))
        }
    }
}
