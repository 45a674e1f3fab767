//! Every route on one screen: method, path, right, handler. The documentation and the tests walk
//! this table; `routes/table.rs` says what its columns mean.

use actix_web::web;

use crate::error::{Fault, Problem};
use crate::policy::Permission as P;

pub mod parameters;
pub mod table;

mod catalogue;
mod operation;
mod pages;

use table::Needs::{Fixed, Open};
use table::{Answer, Parameter as Q, Route, route};

/// Every route. Literal paths stand before patterns that would match them too.
pub const ROUTES: &[Route] = &[
    route!(Get "/healthz", Open, operation::alive, [], Answer::Text;
        "Dire si le programme tourne", "Say whether the program runs"),
    route!(Get "/openapi.json", Open, pages::openapi, [], Answer::Json("OpenApi");
        "La description OpenAPI 3.1 de toutes les adresses", "The OpenAPI 3.1 description of every address"),
    route!(Get "/docs", Open, pages::index, [Q::LANGUAGE], Answer::Html;
        "La documentation", "The documentation"),
    route!(Get "/docs/events", Open, pages::events, [Q::LANGUAGE], Answer::Html;
        "Le catalogue des événements, pour les lire", "The catalogue of events, for reading"),
    route!(Get "/docs/errors", Open, pages::errors, [Q::LANGUAGE], Answer::Html;
        "Les codes d'erreur", "The codes of errors"),
    route!(Get "/metrics", Fixed(P::Metrics), operation::metrics, [], Answer::Text;
        "Les compteurs, au format Prometheus", "The counters, in the format of Prometheus"),
    route!(Get "/v1/catalogue", Fixed(P::Catalogue), catalogue::all, [], Answer::Json("Catalogue");
        "Le catalogue : tous les types d'événements", "The catalogue: every event type"),
    route!(Get "/v1/catalogue/{type}", Fixed(P::Catalogue), catalogue::one, [Q::TYPE], Answer::Json("JsonSchema");
        "Le schéma JSON d'un type d'événement", "The JSON Schema of an event type"),
    route!(Get "/v1/templates/{type}", Fixed(P::Catalogue), catalogue::template, [Q::TYPE], Answer::Csv;
        "L'en-tête CSV d'un type d'événement", "The CSV header of an event type"),
];

/// Registers every route of the table.
pub fn configure(service: &mut web::ServiceConfig) {
    let mut paths: Vec<&'static str> = Vec::new();
    for route in ROUTES {
        if !paths.contains(&route.path) {
            paths.push(route.path);
        }
    }
    for path in paths {
        let mut resource = web::resource(path);
        for route in ROUTES.iter().filter(|route| route.path == path) {
            resource = resource.route((route.handler)());
        }
        service.service(resource);
    }
    service.default_service(web::to(nothing_here));
}

async fn nothing_here() -> Result<&'static str, Problem> {
    Err(Problem::new(Fault::NotFound))
}
