//! Tokens: shown once, kept as hashes, gone when revoked or expired.

use super::*;

fn tokens(name: &str) -> Tokens {
    let folder = std::env::temp_dir().join(format!("tukki-tokens-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    Tokens::at(folder.join("tokens.json"))
}

fn auditor() -> Holder {
    Holder {
        role: Role::MinistryAuditor,
        user: None,
        organisation: None,
        country: "SN".parse().ok(),
        subject: None,
    }
}

#[test]
fn a_token_opens_until_it_is_revoked_and_its_file_never_holds_the_secret() {
    let tokens = tokens("life");
    let (token, secret) = tokens.create(&auditor(), 0, None).unwrap();
    let viewer = tokens.viewer(&secret, 1).unwrap().unwrap();
    assert_eq!(viewer.role, Role::MinistryAuditor);
    assert!(!fs::read_to_string(&tokens.path).unwrap().contains(&secret));
    assert!(tokens.viewer(&format!("{secret}0"), 1).unwrap().is_none());

    tokens.revoke(&token.id, 2).unwrap();
    assert!(tokens.viewer(&secret, 3).unwrap().is_none());
    assert!(matches!(tokens.revoke("nobody", 2), Err(TokenError::Unknown { .. })));
    assert_eq!(tokens.list().unwrap().len(), 1);
}

#[test]
fn what_another_process_makes_opens_at_once_and_what_it_revokes_is_refused_within_a_second() {
    let server = tokens("apart");
    let desk = Tokens::at(&server.path);
    let began = Instant::now();
    assert!(server.viewer_at("unknown", 1, began).unwrap().is_none());
    let (token, secret) = desk.create(&auditor(), 0, None).unwrap();
    assert!(server.viewer_at(&secret, 1, began).unwrap().is_some());

    let later = began + 10 * TRUSTED;
    assert!(server.viewer_at(&secret, 1, later).unwrap().is_some());
    desk.revoke(&token.id, 2).unwrap();
    assert!(server.viewer_at(&secret, 3, later + TRUSTED).unwrap().is_none());
    assert!(server.viewer_at(&secret, 3, later + TRUSTED).unwrap().is_none());
}

#[test]
fn an_expired_token_is_refused_from_its_moment_on() {
    let tokens = tokens("expiry");
    let (_, secret) = tokens.create(&auditor(), 0, Some(1_000)).unwrap();
    assert!(tokens.viewer(&secret, 999).unwrap().is_some());
    assert!(tokens.viewer(&secret, 1_000).unwrap().is_none());
}

#[cfg(unix)]
#[test]
fn a_file_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let tokens = tokens("exposed");
    tokens.create(&auditor(), 0, None).unwrap();
    let mode = fs::metadata(&tokens.path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    fs::set_permissions(&tokens.path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(tokens.list(), Err(TokenError::Exposed { .. })));
}

#[test]
fn two_tokens_are_never_alike() {
    let tokens = tokens("alike");
    let (_, first) = tokens.create(&auditor(), 0, None).unwrap();
    let (_, second) = tokens.create(&auditor(), 0, None).unwrap();
    assert_ne!(first, second);
    assert_eq!(first.len(), PREFIX.len() + 64);
}
