//! The `OpenAPI` 3.1 description, from the table of routes, the catalogue and the components file.

use domain::stream::StreamKind;
use serde_json::{Map, Value, json};

use crate::catalogue::{self, schema};
use crate::error::{Fault, MEDIA_TYPE};
use crate::policy::{self, Grant, Permission};
use crate::routes::ROUTES;
use crate::routes::table::{Answer, Needs, Parameter, Place, Route, Sent, Takes};

/// The shapes of answers, written by hand; the HTTP suite holds real answers against them.
const COMPONENTS: &str = include_str!("openapi/components.json");

/// The whole description.
pub fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": schema::DIALECT,
        "info": {
            "title": "Tukki",
            "summary": "A registry of labour-migration cycles on an append-only, hash-chained log",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths(),
        "components": {
            "securitySchemes": {"token": {
                "type": "http",
                "scheme": "bearer",
                "description": "made by `tukki token create`",
            }},
            "schemas": schemas(),
        },
    })
}

fn paths() -> Value {
    let mut paths = Map::new();
    for route in ROUTES {
        let path = paths.entry(route.path.to_owned()).or_insert_with(|| json!({}));
        if let Value::Object(verbs) = path {
            verbs.insert(route.verb.name().to_lowercase(), operation(route));
        }
    }
    Value::Object(paths)
}

fn operation(route: &Route) -> Value {
    let parameters: Vec<Value> = route.parameters.iter().map(parameter).collect();
    let mut operation = json!({
        "operationId": route.name,
        "summary": route.summary.1,
        "description": description(route),
        "parameters": parameters,
        "responses": {
            "2XX": {"description": "the answer", "content": content(route.answer)},
            "default": {
                "description": "a problem document (RFC 9457)",
                "content": {MEDIA_TYPE: {"schema": reference("Problem")}},
            },
        },
    });
    if let Value::Object(members) = &mut operation {
        if route.needs == Needs::Open {
            members.insert("security".to_owned(), json!([]));
        }
        if let Some(body) = route.body {
            members.insert("requestBody".to_owned(), request_body(body));
        }
    }
    operation
}

fn description(route: &Route) -> String {
    let roles = roles(route.needs);
    format!(
        "{} Needs {}.",
        route.summary.0,
        if roles.is_empty() { "no token".to_owned() } else { roles }
    )
}

/// Which roles may use a route, in words.
pub fn roles(needs: Needs) -> String {
    let of = |permission: Permission| {
        let roles: Vec<&str> = domain::context::Role::ALL
            .iter()
            .filter(|role| policy::grant(**role, permission) != Grant::Nothing)
            .map(|role| role.code())
            .collect();
        if roles.len() == domain::context::Role::ALL.len() {
            "any role".to_owned()
        } else {
            roles.join(", ")
        }
    };
    match needs {
        Needs::Open => String::new(),
        Needs::Fixed(permission) => of(permission),
        Needs::Reading => "a role that may read this kind of stream".to_owned(),
        Needs::Recording => "a role that may record on this kind of stream".to_owned(),
    }
}

fn parameter(of: &Parameter) -> Value {
    json!({
        "name": of.name,
        "in": match of.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
        },
        "required": of.place == Place::Path,
        "description": of.doc.1,
        "schema": match of.takes {
            Takes::Text => json!({"type": "string"}),
            Takes::Number => json!({"type": "integer", "minimum": 0}),
            Takes::Uuid => json!({"type": "string", "format": "uuid"}),
            Takes::Day => json!({"type": "string", "format": "date"}),
            Takes::Kind => json!({"enum": StreamKind::CODES}),
            Takes::Language => json!({"enum": ["fr", "en", "es"]}),
        },
    })
}

fn request_body(of: Sent) -> Value {
    let (media_type, component) = match of {
        Sent::Json(component) => ("application/json", component),
        Sent::JsonLines(component) => ("application/x-ndjson", component),
    };
    json!({"required": true, "content": {media_type: {"schema": reference(component)}}})
}

fn content(of: Answer) -> Value {
    match of {
        Answer::Json("JsonSchema") => json!({"application/schema+json": {"schema": {}}}),
        Answer::Json("OpenApi") => json!({"application/json": {"schema": {"type": "object"}}}),
        Answer::Json(component) => json!({"application/json": {"schema": reference(component)}}),
        Answer::Html => json!({"text/html": {"schema": {"type": "string"}}}),
        Answer::Text => json!({"text/plain": {"schema": {"type": "string"}}}),
        Answer::Csv => json!({"text/csv": {"schema": {"type": "string"}}}),
        Answer::Events(component) => {
            json!({"text/event-stream": {"schema": reference(component)}})
        }
    }
}

fn reference(component: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{component}")})
}

/// The components by name: those of the file, the problem, and every event type.
pub fn schemas() -> Map<String, Value> {
    let mut schemas: Map<String, Value> = serde_json::from_str(COMPONENTS).unwrap_or_default();
    let codes: Vec<&str> = Fault::ALL.iter().map(|fault| fault.code()).collect();
    schemas.insert(
        "Problem".to_owned(),
        json!({
            "type": "object",
            "properties": {
                "type": {"type": "string", "format": "uri-reference"},
                "title": {"type": "string", "description": "in the language of Accept-Language"},
                "status": {"type": "integer"},
                "code": {"type": "string", "description": "permanent; one of the program's own or of an event's refusals", "examples": codes},
                "detail": {"type": "string"},
                "instance": {"type": "string", "description": "the request's id"},
                "index": {"type": "integer", "description": "which event of the batch, from 0"},
                "field": {"type": "string", "description": "which field, as a path"},
            },
            "required": ["type", "title", "status", "code"],
        }),
    );
    let mut names = Vec::new();
    for of in catalogue::types() {
        let name = format!("event.{}", of.name);
        names.push(reference(&name));
        schemas.insert(name, schema::event(of));
    }
    schemas.insert("Event".to_owned(), json!({"oneOf": names}));
    schemas
}

#[cfg(test)]
mod tests;
