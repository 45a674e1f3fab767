//! Configuration: order of sources, unknown keys, documentation.

use super::*;

fn sources(file: Option<&Path>) -> Sources {
    Sources { file: file.map(Path::to_owned), ..Sources::default() }
}

fn file_with(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("tukki-config-{}-{name}", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn defaults_alone_are_a_configuration() {
    let config = Config::defaults().unwrap();
    assert_eq!(config.http.listen, "127.0.0.1:8420");
    assert_eq!(config.keys_folder(), PathBuf::from("data-keys"));
    assert_eq!(config.master_key_file(), PathBuf::from("data-keys/master.key"));
}

#[test]
fn flags_win_over_environment_and_environment_over_file() {
    let file = file_with("order", "[http]\nlisten = \"a:1\"\nworkers = 3\n[log]\ncache_mib = 7\n");
    let config = Config::load(&Sources {
        file: Some(file),
        environment: vec![
            ("TUKKI_HTTP_LISTEN".into(), "b:2".into()),
            ("TUKKI_HTTP_WORKERS".into(), "4".into()),
            ("TUKKI_MASTER_KEY".into(), "a secret, no setting".into()),
            ("HOME".into(), "/somewhere".into()),
        ],
        flags: vec![("http.listen".into(), "c:3".into())],
    })
    .unwrap();
    assert_eq!(config.http.listen, "c:3");
    assert_eq!(config.http.workers, 4);
    assert_eq!(config.log.cache_mib, 7);
}

#[test]
fn an_unknown_key_is_an_error_wherever_it_stands() {
    let file = file_with("unknown", "[http]\nlisten_on = \"a:1\"\n");
    let from_file = Config::load(&sources(Some(&file))).unwrap_err();
    assert!(from_file.to_string().contains("http.listen_on"), "{from_file}");
    let file = file_with("top", "colour = 3\n");
    assert!(matches!(
        Config::load(&sources(Some(&file))),
        Err(ConfigError::UnknownKey { key, .. }) if key == "colour"
    ));
    let from_environment = Config::load(&Sources {
        environment: vec![("TUKKI_HTTP_LISTEM".into(), "x".into())],
        ..Sources::default()
    });
    assert!(matches!(from_environment, Err(ConfigError::UnknownKey { .. })));
    let from_flag = Config::load(&Sources {
        flags: vec![("http.port".into(), "1".into())],
        ..Sources::default()
    });
    assert!(matches!(from_flag, Err(ConfigError::UnknownKey { .. })));
}

#[test]
fn a_value_of_the_wrong_kind_names_the_setting_and_its_unit() {
    let file = file_with("kind", "[limits]\nbody_bytes_max = \"1 MB\"\n");
    let error = Config::load(&sources(Some(&file))).unwrap_err();
    assert_eq!(error.to_string(), "the setting limits.body_bytes_max takes bytes");
}

#[test]
fn keys_inside_the_data_folder_are_refused() {
    let flags = vec![("keys.folder".into(), "data/keys".into())];
    let refused = Config::load(&Sources { flags, ..Sources::default() });
    assert!(matches!(refused, Err(ConfigError::Senseless { key: "keys.folder", .. })));
}

#[test]
fn the_document_lists_every_setting_and_is_the_one_in_docs() {
    let page = document();
    for setting in SETTINGS {
        assert!(page.contains(&setting.variable()), "{}", setting.path());
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/CONFIGURATION.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written == page, "docs/CONFIGURATION.md is stale: run with UPDATE_DOCS=1");
}
