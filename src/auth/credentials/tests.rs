use super::*;
use crate::digest::{self, Hash};

fn store(logins: &[(&str, &str, Option<&str>)]) -> CredentialStore {
    let mut store = CredentialStore::default();
    for (username, userid, realm) in logins {
        let realm = realm.map(str::as_bytes);
        store.add(username.as_bytes(), userid.as_bytes(), Some(b"p"), None, realm).unwrap();
    }
    store
}

fn found<'a>(store: &'a CredentialStore, user: &str, realm: &str) -> Option<&'a str> {
    let user = (!user.is_empty()).then_some(user.as_bytes());
    let login = store.find(user, realm.as_bytes())?;
    str::from_utf8(login.userid()).ok()
}

#[test]
fn a_login_answers_in_its_realm_or_in_any() {
    let store = store(&[
        ("alice", "exact", Some("Example.TEST")),
        ("ALICE", "any", None),
        ("bob", "other", Some("example.test")),
    ]);
    assert_eq!(found(&store, "alice", "example.test"), Some("exact"));
    assert_eq!(found(&store, "Alice", "exam"), Some("any"));
    assert_eq!(found(&store, "alice", ""), Some("any"));
    assert_eq!(found(&store, "bob", "EXAMPLE.test"), Some("other"));
    assert_eq!(found(&store, "bob", "example.tes"), None);
    assert_eq!(found(&store, "bob", ""), None);
    assert_eq!(found(&store, "carol", "example.test"), None);
}

#[test]
fn the_logins_of_one_user_answer_for_all_users() {
    let mut store = store(&[("login", "a", Some("r1")), ("LOGIN", "b", None)]);
    assert_eq!(found(&store, "1000", "r1"), Some("a"));
    assert_eq!(found(&store, "1000", "r2"), Some("b"));
    assert_eq!(found(&store, "", "r2"), Some("b"));
    store.add(b"other", b"c", Some(b"p"), None, Some(b"r3")).unwrap();
    assert_eq!(found(&store, "1000", "r2"), None);
    store.remove(b"other", Some(b"R3")).unwrap();
    assert_eq!(found(&store, "1000", "r2"), Some("b"));
}

#[test]
fn the_only_login_of_a_realm_answers_for_any_user_and_never_for_another_realm() {
    let mut store = store(&[("auth1", "1", Some("r1")), ("auth2", "2", Some("r2"))]);
    assert_eq!(found(&store, "1000", "r1"), Some("1"));
    assert_eq!(found(&store, "auth1", "r2"), Some("2"));
    assert_eq!(found(&store, "1000", "r3"), None);
    store.add(b"auth3", b"3", Some(b"p"), None, Some(b"r1")).unwrap();
    assert_eq!(found(&store, "1000", "r1"), None);
    assert_eq!(found(&store, "auth3", "r1"), Some("3"));
    // The user in From has a login for any realm.
    store.add(b"1000", b"any", Some(b"p"), None, None).unwrap();
    assert_eq!(found(&store, "1000", "r2"), Some("any"));
}

#[test]
fn a_realm_may_be_given_as_it_stands_in_a_challenge() {
    let mut store =
        store(&[("alice", "a", Some(r#""Example.test""#)), ("bob", "b", Some(r#""q\"r""#))]);
    assert_eq!(found(&store, "alice", "example.test"), Some("a"));
    assert_eq!(found(&store, "bob", "q\"r"), Some("b"));
    store.add(b"alice", b"new", Some(b"p"), None, Some(b"example.test")).unwrap();
    assert_eq!(found(&store, "alice", "example.test"), Some("new"));
    assert_eq!(store.remove(b"alice", Some(b"\"EXAMPLE.test\"")), Ok(()));
    assert_eq!(found(&store, "alice", "example.test"), None);
    // Nothing in quotes is no realm.
    store.add(b"alice", b"any", Some(b"p"), None, Some(b"\"\"")).unwrap();
    assert_eq!(found(&store, "alice", "x"), Some("any"));
}

#[test]
fn a_user_with_an_at_sign_is_served_by_its_own_login_or_by_that_of_its_first_part() {
    let mut store = store(&[("user", "short", Some("r")), ("other", "o", Some("r"))]);
    assert_eq!(found(&store, "user@isp.example", "r"), Some("short"));
    store.add(b"user@isp.example", b"long", Some(b"p"), None, Some(b"r")).unwrap();
    assert_eq!(found(&store, "user@isp.example", "r"), Some("long"));
    assert_eq!(found(&store, "user", "r"), Some("short"));
}

#[test]
fn a_login_that_is_added_again_unchanged_is_the_same() {
    let mut store = CredentialStore::default();
    let mut serial = |password: &[u8], userid: &[u8]| {
        store.add(b"u", userid, Some(password), None, Some(b"r")).unwrap();
        store.find(Some(b"u"), b"r").unwrap().serial()
    };
    assert_eq!(serial(b"p", b"u"), serial(b"p", b"u"));
    assert_ne!(serial(b"p", b"u"), serial(b"q", b"u"));
    assert_ne!(serial(b"p", b"u"), serial(b"p", b"v"));
}

#[test]
fn a_from_without_user_takes_the_only_login_of_the_realm() {
    let store = store(&[
        ("a", "a1", Some("r1")),
        ("b", "b2", Some("r2")),
        ("c", "c2", Some("r2")),
        ("d", "d", None),
    ]);
    assert_eq!(found(&store, "", "R1"), Some("a1"));
    assert_eq!(found(&store, "", "r2"), None);
    assert_eq!(found(&store, "", "r3"), None);
}

#[test]
fn the_same_user_and_realm_replace_each_other() {
    let mut store = store(&[("alice", "1", Some("r")), ("Alice", "2", Some("R"))]);
    assert_eq!(found(&store, "alice", "r"), Some("2"));
    assert_eq!(store.remove(b"ALICE", Some(b"r")), Ok(()));
    assert_eq!(store.remove(b"alice", Some(b"r")), Err(NotFound));
    assert_eq!(found(&store, "alice", "r"), None);
    assert!(store.known_user(b"alice").is_none() && store.realms.is_empty());
}

#[test]
fn a_user_shares_the_block_of_the_logins_of_that_name() {
    let store = store(&[("alice", "a", None)]);
    assert!(Arc::ptr_eq(&store.share_user(b"alice"), &store.share_user(b"alice")));
    assert_eq!(
        (&*store.share_user(b"Alice"), &*store.share_user(b"bob")),
        (&b"Alice"[..], &b"bob"[..])
    );
}

#[test]
fn users_are_the_same_whether_the_logins_of_one_realm_or_of_several_are_counted() {
    let realms = ["r", "s", ""].map(str::as_bytes);
    let mut stores = [0; 2].map(|_| CredentialStore::default());
    // One of them has counted the users from the beginning.
    stores[1].users = Some(HashMap::new());
    for number in 0..4096_u32 {
        let (user, realm) = ([b'a' + (number % 3) as u8], realms[number as usize / 3 % 3]);
        // Long rows of each, so that realms come and go.
        let is_added = number.wrapping_mul(0x9e37_79b9) >> 27 > number / 128 % 32;
        let results = stores.each_mut().map(|store| match is_added {
            true => store.add(&user, &user, Some(b"p"), None, Some(realm)),
            false => store.remove(&user, Some(realm)),
        });
        assert_eq!(results[0], results[1]);
        let seen = stores.each_ref().map(|store| {
            let known = [b"a", b"b", b"c"].map(|user| store.known_user(user).is_some());
            (known, store.only_user().cloned(), store.has_one_user())
        });
        assert_eq!(seen[0], seen[1]);
    }
    stores[0].clear();
    assert!(stores[0].users.is_none() && stores[0].only_user().is_none());
}

#[test]
fn bad_arguments_change_nothing() {
    let mut store = CredentialStore::default();
    let p = Some(&b"p"[..]);
    assert_eq!(store.add(b"", b"u", p, None, None), Err(BadParameter));
    assert_eq!(store.add(b"u", b"", p, None, None), Err(BadParameter));
    assert_eq!(store.add(b"u", b"u", None, None, None), Err(BadParameter));
    assert_eq!(store.add(b"u", b"u", Some(b""), Some(b""), None), Err(BadParameter));
    assert_eq!(store.add(b"u", b"u\r\nX: y", p, None, None), Err(Syntax));
    assert_eq!(store.remove(b"", None), Err(BadParameter));
    assert_eq!(store.remove(b"u", None), Err(NotFound));
    assert!(store.realms.is_empty() && store.users.is_none());
}

#[test]
fn a_known_sum_serves_the_hashes_of_its_length() {
    let mut store = CredentialStore::default();
    let ha1 = digest::ha1(Hash::Md5, b"u", b"r", b"p");
    store.add(b"u", b"u", None, Some(&ha1.to_ascii_uppercase()), Some(b"r")).unwrap();
    let login = store.find(Some(b"u"), b"r").unwrap();
    assert_eq!(login.ha1(Hash::Md5, b"whatever"), Some(ha1));
    assert_eq!(login.ha1(Hash::Sha256, b"r"), None);
    assert!(login.knows(Hash::Md5) && !login.knows(Hash::Sha256));
    store.add(b"u", b"u", None, Some(&[b'g'; 32]), Some(b"r")).unwrap();
    assert!(!store.find(Some(b"u"), b"r").unwrap().knows(Hash::Md5));
}

#[test]
fn a_password_wins_over_a_sum_and_has_any_length() {
    let mut store = CredentialStore::default();
    let long = [b'x'; 1000];
    store.add(b"u", b"u", Some(&long), Some(b"ignored"), None).unwrap();
    let login = store.find(Some(b"u"), b"r").unwrap();
    assert_eq!(login.password(), Some(&long[..]));
    assert_eq!(login.ha1(Hash::Md5, b"r"), Some(digest::ha1(Hash::Md5, b"u", b"r", &long)));
}

#[test]
fn a_hundred_thousand_logins_come_and_go() {
    let mut store = CredentialStore::default();
    for n in 0..100_000 {
        let user = format!("user{n}");
        store.add(user.as_bytes(), user.as_bytes(), Some(b"p"), None, Some(b"r")).unwrap();
    }
    assert_eq!(found(&store, "user99999", "r"), Some("user99999"));
    for n in 0..100_000 {
        store.remove(format!("user{n}").as_bytes(), Some(b"r")).unwrap();
    }
    assert!(store.known_user(b"user99999").is_none() && store.realms.is_empty());
}
