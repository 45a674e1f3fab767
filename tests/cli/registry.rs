//! The life of a registry at the command line: made once, recorded on, read, reported, exported.

use serde_json::json;

use crate::Desk;

const WORKER: &str = "0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6a";

fn batch() -> String {
    json!({"events": [
        {
            "type": "migrant_registered",
            "occurred_on": "2024-01-08",
            "data": {"sex": "F", "birth_year": 1994, "birth_precision": "YEAR", "nationalities": ["SN"]},
            "personal": {"given_name": "Aïssatou", "family_name": "Diallo"},
        },
        {
            "type": "cycle_opened",
            "occurred_on": "2024-01-08",
            "data": {
                "cycle": "C01", "ordinal": 1, "path": "REGULAR", "intended_country": "ES",
                "origin": "LIVE", "check_ins": "NONE",
            },
        },
        {
            "type": "departure_recorded",
            "occurred_on": "2024-03-10",
            "data": {"mode": "AIR", "regular": true, "destination": "ES", "source": "AGENCY"},
        },
    ]})
    .to_string()
}

#[test]
fn init_makes_keys_that_only_their_owner_reads_and_overwrites_nothing() {
    let desk = Desk::made();
    let keys = desk.folder.path().join("data-keys");
    #[cfg(unix)]
    for name in ["master.key", "keyring", "protection.key"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(keys.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let master = std::fs::read(keys.join("master.key")).unwrap();
    desk.run(&["init", "--origin", "registry.example.org/again"]).fails(1, "registry.exists");
    assert_eq!(std::fs::read(keys.join("master.key")).unwrap(), master);
    std::fs::remove_dir_all(desk.data()).unwrap();
    desk.run(&["init", "--origin", "registry.example.org/again"]).fails(1, "registry.exists");
}

#[test]
fn what_is_recorded_is_shown_found_reported_exported_and_verified() {
    let desk = Desk::made();
    let file = desk.write("batch.json", &batch());
    let recorded = desk.run(&["record", "migrant", WORKER, &file, "--json"]).ok().json();
    assert_eq!(recorded["receipts"][2]["version"], 2);

    let shown = desk.run(&["show", "migrant", WORKER]).ok().json();
    assert_eq!(shown["state"]["cycles"][0]["departed_on"], "2024-03-10");
    let history = desk.run(&["show", "migrant", WORKER, "--history"]).ok();
    assert!(history.out.contains("departure_recorded") && history.out.contains("registrar"));

    let found = desk.run(&["search", "diallo", "--json"]).ok().json();
    assert_eq!(found["rows"][0]["stream"], WORKER);

    let report = desk.run(&["report", "M1", "--by", "sex", "--json"]).ok().json();
    assert_eq!(report["report"], "M1");
    assert!(desk.run(&["report"]).ok().out.contains("M1"));
    desk.run(&["report", "Z9"]).fails(1, "report.unknown");

    let csv = desk.run(&["export", "placements"]).ok();
    assert!(csv.out.starts_with("migrant,cycle,") && csv.out.contains(WORKER), "{}", csv.out);
    assert!(!csv.out.contains("Diallo"));

    let verified = desk.run(&["verify", "--json"]).ok().json();
    assert_eq!((&verified["sound"], &verified["entries"]), (&json!(true), &json!(3)));
    desk.run(&["rebuild", "--json"]).ok();
}

#[test]
fn a_refused_event_ends_with_its_code_and_records_nothing() {
    let desk = Desk::made();
    let file = desk.write("batch.json", &batch());
    desk.run(&["record", "migrant", WORKER, &file]).ok();
    desk.run(&["record", "migrant", WORKER, &file]).fails(1, "migrant.already_registered");
    desk.run(&["record", "migrant", WORKER, &file, "--expected", "7"]).fails(1, "");
    assert_eq!(desk.run(&["verify", "--json"]).ok().json()["entries"], 3);
}

#[test]
fn users_and_tokens_are_made_listed_and_revoked() {
    let desk = Desk::made();
    let user = desk.run(&["user", "add", "--name", "Fatou Sarr", "--role", "registrar", "--json"]);
    let user = user.ok().json()["user"].as_str().unwrap().to_owned();
    let made = desk.run(&["token", "create", "--role", "registrar", "--user", &user, "--json"]);
    let made = made.ok().json();
    let secret = made["token"].as_str().unwrap();
    let listed = desk.run(&["token", "list", "--json"]).ok();
    assert!(!listed.out.contains(secret) && listed.out.contains(&user));
    desk.run(&["token", "revoke", made["id"].as_str().unwrap()]).ok();
    assert!(desk.run(&["token", "list"]).ok().out.contains("revoked"));
    desk.run(&["token", "revoke", "nothing"]).fails(1, "there is no token");
    assert!(!desk.run(&["verify"]).ok().out.contains("Sarr"));
}

#[test]
fn wrong_usage_has_an_exit_code_of_its_own() {
    let desk = Desk::new();
    desk.run(&["report", "M1"]).fails(1, "keys.missing");
    desk.run(&["show", "queen", WORKER]).fails(2, "expected one of");
    desk.run(&["token", "create", "--role", "queen"]).fails(2, "expected one of");
    desk.run(&["verify", "--set", "http.port=1"]).fails(2, "there is no setting http.port");
    desk.run(&["serve", "--check-config", "--set", "limits.body_bytes_max=1 MB"])
        .fails(2, "takes bytes");
    let explained = desk.run(&["serve", "--check-config", "--listen", "127.0.0.1:1"]).ok();
    assert!(explained.out.contains("127.0.0.1:1"));
    assert_eq!(desk.run(&["--help"]).exit, 0);
}

#[test]
fn the_catalogue_and_the_templates_are_printed() {
    let desk = Desk::new();
    assert!(desk.run(&["catalogue"]).ok().out.contains("departure_recorded"));
    let schema = desk.run(&["catalogue", "departure_recorded", "--json"]).ok().json();
    assert_eq!(schema["properties"]["type"]["const"], "departure_recorded");
    let header = desk.run(&["template", "departure_recorded"]).ok().out;
    assert!(
        header.starts_with("stream,occurred_on,event_id,cycle,note,") && header.ends_with("\r\n")
    );
    desk.run(&["template", "queen"]).fails(1, "there is no event type");
}
