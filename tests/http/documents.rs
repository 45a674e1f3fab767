//! The documentation is true: real answers are held against the schemas that it gives.

use domain::context::Role;
use serde_json::{Value, json};
use tests::server::TestServer;

use crate::{WORKER, counselling, events_of, opening, recorded, registration};

/// Holds a value against the part of JSON Schema that the description uses.
fn fits(value: &Value, schema: &Value, document: &Value, path: &str) -> Result<(), String> {
    if let Some(to) = schema["$ref"].as_str() {
        let name = to.trim_start_matches("#/components/schemas/");
        return fits(value, &document["components"]["schemas"][name], document, path);
    }
    if let Some(options) = schema["oneOf"].as_array() {
        let fitting = options.iter().filter(|one| fits(value, one, document, path).is_ok()).count();
        return if fitting == 1 { Ok(()) } else { Err(format!("{path}: fits {fitting} options")) };
    }
    if let Some(allowed) = schema["enum"].as_array() {
        return if allowed.contains(value) { Ok(()) } else { Err(format!("{path}: {value}")) };
    }
    let types = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return Ok(()),
    };
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    };
    if !types.into_iter().any(is) {
        return Err(format!("{path}: {value} is no {}", schema["type"]));
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.is_object() && value.get(name).is_none() {
            return Err(format!("{path}.{name} is missing"));
        }
    }
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(member) = value.get(name) {
            fits(member, inner, document, &format!("{path}.{name}"))?;
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        fits(item, &schema["items"], document, &format!("{path}[{index}]"))?;
    }
    Ok(())
}

#[test]
fn real_answers_fit_the_schemas_of_the_description() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let document = server.bare("GET", "/openapi.json").send().json();
    let batch = [registration(), opening("C01", "2024-01-08"), counselling("2024-01-15")];
    let answer = recorded(&server, &token, WORKER, &batch).json();
    fits(&answer, &json!({"$ref": "#/components/schemas/Recorded"}), &document, "Recorded")
        .unwrap();
    assert!(server.app().registry.runner.wait_for(3, std::time::Duration::from_secs(10)));
    let stream = format!("/v1/migrant/{WORKER}");
    for (role, path) in [
        (Role::Registrar, stream.as_str()),
        (Role::Registrar, &events_of(WORKER)),
        (Role::Registrar, "/v1/head"),
        (Role::Registrar, "/v1/catalogue"),
        (Role::Dpo, "/v1/log"),
        (Role::MinistryAuditor, "/v1/audit"),
        (Role::MinistryAuditor, "/v1/verify"),
        (Role::MinistryAuditor, "/v1/placements"),
        (Role::MinistryAuditor, "/v1/complaints"),
        (Role::MinistryAuditor, "/v1/findings"),
        (Role::MinistryAuditor, "/v1/reports"),
        (Role::MinistryAuditor, "/v1/reports/M1?by=sex"),
        (Role::Evaluator, "/v1/programme/cohort"),
        (Role::ProtectionOfficer, "/v1/protection/worklist"),
        (Role::Administrator, "/v1/models"),
    ] {
        let answer = server.get(&server.token(role), path).send();
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let plain = path.split('?').next().unwrap().replace(WORKER, "{id}");
        let template =
            plain.replace("/v1/migrant", "/v1/{kind}").replace("/reports/M1", "/reports/{code}");
        let operation = &document["paths"][&template]["get"];
        let schema = &operation["responses"]["2XX"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{template} has no schema");
        fits(&answer.json(), schema, &document, path).unwrap();
    }
}

#[test]
fn what_is_sent_fits_the_schema_of_its_event() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    for event in [registration(), opening("C01", "2024-01-08"), counselling("2024-01-15")] {
        let name = event["type"].as_str().unwrap();
        let schema = server.get(&token, &format!("/v1/catalogue/{name}")).send();
        assert_eq!(schema.header("content-type"), Some("application/schema+json"));
        fits(&event, &schema.json(), &Value::Null, name).unwrap();
    }
}

#[test]
fn the_pages_are_whole_and_need_nothing_from_elsewhere() {
    let server = TestServer::start();
    for path in ["/docs", "/docs/events?lang=en", "/docs/errors?lang=es"] {
        let page = server.bare("GET", path).send();
        assert_eq!(page.status, 200);
        assert!(page.text().starts_with("<!doctype html>") && page.text().ends_with("</html>"));
        assert!(page.header("content-security-policy").unwrap().contains("default-src 'none'"));
    }
    let english = server.bare("GET", "/docs/events?lang=en").send().text();
    assert!(english.contains("departure_recorded"));
}
