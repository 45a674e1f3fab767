//! Files over HTTP: line by line, under the rights of one token, the same names on every run.

use domain::context::Role;
use serde_json::{Value, json};
use tests::server::TestServer;

use crate::{opening, refused, registration};

fn line(stream: &str, mut event: Value) -> String {
    event["stream"] = json!(stream);
    if event["personal"].is_object() {
        // Two people of one name, birth year and telephone would be taken for one.
        event["personal"]["family_name"] = json!(format!("Diallo {stream}"));
    }
    format!("{event}\n")
}

#[test]
fn a_file_taken_in_twice_is_recorded_once() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let file = line("migrant/P01", registration())
        + &line("migrant/P01", opening("C01", "2024-01-08"))
        + &line("migrant/P02", registration());
    let send = || server.post(&token, "/v1/import?source=office-7", file.clone()).send().json();
    let first = send();
    assert_eq!((&first["recorded"], &first["refused"]), (&json!(3), &json!(0)), "{first}");
    let again = send();
    assert_eq!((&again["recorded"], &again["known"]), (&json!(0), &json!(3)), "{again}");
    assert_eq!(server.app().registry.store().head().size, 3);
}

#[test]
fn a_bad_line_is_told_with_its_number_and_holds_up_no_other() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let mut signed = registration();
    signed["role"] = json!("administrator");
    let file = line("migrant/P01", registration())
        + "no JSON\n\n"
        + &line("migrant/P02", signed)
        + &line("migrant/P03", registration());
    let answer = server.post(&token, "/v1/import", file).send().json();
    assert_eq!((&answer["recorded"], &answer["refused"]), (&json!(2), &json!(2)), "{answer}");
    assert_eq!(answer["rejected"][0]["line"], 2);
    assert_eq!(answer["rejected"][1]["line"], 4);
    assert_eq!(answer["rejected"][1]["field"], "role");
}

#[test]
fn a_line_for_a_stream_that_the_role_does_not_record_on_refuses_the_file() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let file = line("migrant/P01", registration())
        + &line("case/X", json!({"type": "case_opened", "occurred_on": "2024-01-08"}));
    refused(&server.post(&token, "/v1/import", file).send(), 403, "auth.not_granted");
    assert_eq!(server.app().registry.store().head().size, 0);
}

#[test]
fn a_table_is_taken_in_under_the_rights_of_its_type() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let file = "stream;occurred_on;sex;birth_year;birth_precision;personal.given_name;personal.family_name\n\
                migrant/P01;2024-01-08;F;1994;YEAR;Aïssatou;Diallo\n\
                migrant/P02;2024-01-08;Q;1994;YEAR;Modou;Fall\n";
    let path = "/v1/import?type=migrant_registered";
    let answer = server.post(&token, path, file).send().json();
    assert_eq!((&answer["recorded"], &answer["refused"]), (&json!(1), &json!(1)), "{answer}");
    assert_eq!(answer["rejected"][0]["field"], "sex");
    assert!(!answer.to_string().contains("Fall"));
    let union = server.token(Role::UnionOfficer);
    let path = "/v1/import?type=vacancy_published";
    refused(&server.post(&union, path, "stream\n").send(), 403, "auth.not_granted");
    let wrong = server.post(&token, "/v1/import?type=migrant_registered", "queen\n1\n").send();
    refused(&wrong, 422, "import.column_unknown");
}

#[test]
fn a_file_with_too_many_lines_is_refused_whole() {
    let server = TestServer::with(&[("limits.import_lines_max", "1")]);
    let token = server.token(Role::Registrar);
    let file = line("migrant/P01", registration()) + &line("migrant/P02", registration());
    refused(&server.post(&token, "/v1/import", file).send(), 413, "import.too_many_lines");
    assert_eq!(server.app().registry.store().head().size, 0);
}
