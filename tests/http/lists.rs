//! The lists and the reports over a whole story (scenario S1): rows, filters, pages of one moment,
//! the past as it was known, and what each role is shown of them.

use domain::context::Role;
use domain::id::StreamId;
use serde_json::{Value, json};
use tests::server::TestServer;

use crate::{WORKER, recorded, refused, registration};

fn scenario() -> TestServer {
    TestServer::with_scenario("s1")
}

#[track_caller]
fn rows(server: &TestServer, role: Role, path: &str) -> Vec<Value> {
    let answer = server.get(&server.token(role), path).send();
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()["rows"].as_array().unwrap().clone()
}

#[test]
fn a_placement_history_holds_the_journey_and_no_name() {
    let server = scenario();
    let placements = rows(&server, Role::MinistryAuditor, "/v1/placements");
    assert_eq!(placements.len(), 1);
    assert_eq!(placements[0]["departed_on"], "2024-03-10");
    assert_eq!(placements[0]["facets"]["destination"], "ES");
    assert!(!placements[0].to_string().contains("Aïssatou"));
    let elsewhere = rows(&server, Role::MinistryAuditor, "/v1/placements?corridor=SN-FR");
    assert!(elsewhere.is_empty());
}

#[test]
fn an_agency_clerk_reads_the_placements_of_her_own_agency() {
    let server = scenario();
    let placements = rows(&server, Role::MinistryAuditor, "/v1/placements");
    let agency: StreamId = placements[0]["agency"].as_str().unwrap().parse().unwrap();
    let clerk = server.token_for(Role::AgencyClerk, Some(agency));
    let own = server.get(&clerk, "/v1/placements").send().json();
    assert_eq!(own["rows"].as_array().unwrap().len(), 1);
    let other = server.token_for(Role::AgencyClerk, Some(WORKER.parse().unwrap()));
    let none = server.get(&other, &format!("/v1/placements?agency={agency}")).send().json();
    assert_eq!(none["rows"], json!([]));
    refused(&server.get(&clerk, "/v1/complaints").send(), 403, "auth.not_granted");
}

#[test]
fn a_ministry_sees_what_complaints_are_about_and_when_and_no_money() {
    let server = scenario();
    let union = rows(&server, Role::UnionOfficer, "/v1/complaints");
    let ministry = rows(&server, Role::MinistryAuditor, "/v1/complaints");
    assert_eq!((union.len(), ministry.len()), (1, 1));
    assert_eq!(union[0]["categories"], ministry[0]["categories"]);
    assert_eq!(ministry[0]["filed_on"], "2024-08-02");
    assert!(union[0].get("complainants").is_some());
    for hidden in ["complainants", "employer", "claimed", "awarded", "paid"] {
        assert!(ministry[0].get(hidden).is_none(), "{hidden}");
    }
}

#[test]
fn lists_and_reports_answer_for_any_moment() {
    let server = scenario();
    let before = rows(&server, Role::UnionOfficer, "/v1/complaints?as_known=2024-08-01");
    assert!(before.is_empty());
    let reported = |query: &str| {
        let path = format!("/v1/reports/M1?{query}");
        let answer = server.get(&server.token(Role::Evaluator), &path).send();
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    };
    let now = reported("by=sex");
    assert_eq!(now["rows"][0]["n"], 1);
    let then = reported("as_known=2024-03-09&on=2024-03-09");
    assert_ne!(then["rows"][0], now["rows"][0]);
    let size = now["position"].as_u64().unwrap();
    let again = reported(&format!("by=sex&as_known={size}"));
    assert_eq!(again["rows"], now["rows"], "the same moment gives the same figures");
}

#[test]
fn a_report_says_what_is_wrong_with_a_question() {
    let server = scenario();
    let token = server.token(Role::MinistryAuditor);
    let ask = |path: &str| server.get(&token, path).send();
    refused(&ask("/v1/reports/Z9"), 404, "report.unknown");
    refused(&ask("/v1/reports/M1?by=colour"), 422, "report.unknown_dimension");
    refused(&ask("/v1/reports/M1?colour=red"), 422, "report.unknown_parameter");
    refused(&ask("/v1/reports/M1?on=yesterday"), 400, "http.wrong_parameter");
    let union = server.token(Role::UnionOfficer);
    let hers = server.get(&union, &format!("/v1/reports/M9?subject={WORKER}")).send();
    refused(&hers, 403, "auth.not_granted");
}

#[test]
fn findings_can_be_narrowed_to_a_rule() {
    let server = scenario();
    let all = rows(&server, Role::MinistryAuditor, "/v1/findings");
    let fees = rows(&server, Role::MinistryAuditor, "/v1/findings?rule=F01&state=open");
    assert_eq!(fees.len(), 3);
    assert!(all.len() > fees.len());
    assert!(fees.iter().all(|finding| finding["rule"] == "F01"));
}

#[test]
fn the_pages_of_a_list_show_one_moment_and_together_every_row_once() {
    let server = scenario();
    let token = server.token(Role::MinistryAuditor);
    let all = rows(&server, Role::MinistryAuditor, "/v1/findings?limit=1000");
    let mut seen = Vec::new();
    let mut page = server.get(&token, "/v1/findings?limit=2").send().json();
    let size = page["size"].clone();
    // The log goes on between the pages.
    let registrar = server.token(Role::Registrar);
    recorded(&server, &registrar, WORKER, &[registration()]);
    loop {
        assert_eq!(page["size"], size);
        seen.extend(page["rows"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next"].as_str() else { break };
        page = server.get(&token, &format!("/v1/findings?limit=2&cursor={next}")).send().json();
    }
    assert_eq!(seen, all);
    let next = server.get(&token, "/v1/findings?limit=2").send().json()["next"].clone();
    let next = next.as_str().unwrap();
    let narrowed = server.get(&token, &format!("/v1/findings?rule=F01&cursor={next}")).send();
    refused(&narrowed, 400, "http.wrong_cursor");
}

#[test]
fn membership_of_a_union_is_for_the_union_and_for_herself() {
    let server = scenario();
    let worker = rows(&server, Role::MinistryAuditor, "/v1/placements")[0]["migrant"].clone();
    let worker = worker.as_str().unwrap();
    let history = |token: &str| {
        let answer = server.get(token, &format!("/v1/migrant/{worker}/events?limit=1000")).send();
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text()
    };
    for role in [Role::Registrar, Role::MinistryAuditor, Role::ProtectionOfficer] {
        assert!(!history(&server.token(role)).contains("union_membership"), "{role}");
    }
    let hers = server.token_for(Role::Migrant, Some(worker.parse().unwrap()));
    assert!(history(&hers).contains("union_membership_joined"));
    let audit = server.get(&server.token(Role::Dpo), "/v1/audit?limit=1000").send();
    assert!(audit.text().contains("departure_recorded"));
    assert!(!audit.text().contains("union_membership"));
}

#[test]
fn a_state_holds_only_the_rows_that_the_role_reads() {
    let server = scenario();
    let worker = rows(&server, Role::MinistryAuditor, "/v1/placements")[0]["migrant"].clone();
    let path = format!("/v1/migrant/{}", worker.as_str().unwrap());
    let state = |role: Role| server.get(&server.token(role), &path).send().json()["state"].clone();
    assert!(state(Role::Registrar).get("watch").is_none());
    assert!(state(Role::Registrar).get("cycles").is_some());
    assert!(state(Role::ProtectionOfficer).get("watch").is_some());
    assert!(state(Role::LabourInspector).get("cohort").is_none());
}
