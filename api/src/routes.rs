//! Every route on one screen: method, path, right, handler. The documentation and the tests walk
//! this table; `routes/table.rs` says what its columns mean.

use actix_web::web;

use crate::error::{Fault, Problem};
use crate::policy::Permission as P;

pub mod parameters;
pub mod table;

mod call;
mod catalogue;
mod feed;
mod intake;
mod lists;
mod log;
mod operation;
mod pages;
mod search;
mod streams;

use table::Needs::{Fixed, Open, Reading, Recording};
use table::{Answer, Parameter as Q, Route, Sent, route};

/// Every route. Literal paths stand before patterns that would match them too.
pub const ROUTES: &[Route] = &[
    route!(Get "/healthz", Open, operation::alive, [], Answer::Text;
        "Dire si le programme tourne", "Say whether the program runs"),
    route!(Get "/readyz", Open, operation::ready, [], Answer::Text;
        "Dire si le registre peut répondre à tout", "Say whether the registry can answer everything"),
    route!(Get "/openapi.json", Open, pages::openapi, [], Answer::Json("OpenApi");
        "La description OpenAPI 3.1 de toutes les adresses", "The OpenAPI 3.1 description of every address"),
    route!(Get "/docs", Open, pages::index, [Q::LANGUAGE], Answer::Html;
        "La documentation", "The documentation"),
    route!(Get "/docs/events", Open, pages::events, [Q::LANGUAGE], Answer::Html;
        "Le catalogue des événements, pour les lire", "The catalogue of events, for reading"),
    route!(Get "/docs/errors", Open, pages::errors, [Q::LANGUAGE], Answer::Html;
        "Les codes d'erreur", "The codes of errors"),
    route!(Get "/metrics", Fixed(P::Operate), operation::metrics, [], Answer::Text;
        "Les compteurs, au format Prometheus", "The counters, in the format of Prometheus"),
    route!(Get "/v1/models", Fixed(P::Operate), operation::models, [], Answer::Json("Models");
        "Comment vont les modèles de lecture", "How the read models do"),
    route!(Post "/v1/models/rebuild", Fixed(P::Operate), operation::rebuild, [], Answer::Json("Rebuilt");
        "Tout dériver à nouveau du journal, à côté de ce qui est servi", "Derive everything anew from the log, beside what is served"),
    route!(Get "/v1/catalogue", Fixed(P::Catalogue), catalogue::all, [], Answer::Json("Catalogue");
        "Le catalogue : tous les types d'événements", "The catalogue: every event type"),
    route!(Get "/v1/catalogue/{type}", Fixed(P::Catalogue), catalogue::one, [Q::TYPE], Answer::Json("JsonSchema");
        "Le schéma JSON d'un type d'événement", "The JSON Schema of an event type"),
    route!(Get "/v1/templates/{type}", Fixed(P::Catalogue), catalogue::template, [Q::TYPE], Answer::Csv;
        "L'en-tête CSV d'un type d'événement", "The CSV header of an event type"),
    route!(Get "/v1/head", Fixed(P::Catalogue), log::head, [], Answer::Json("Head");
        "Où finit le journal", "Where the log ends"),
    route!(Get "/v1/log", Fixed(P::Log), log::entries, [Q::FROM, Q::LIMIT], Answer::Json("LogPage");
        "Le journal brut : têtes, empreintes, liens, sans aucun texte clair", "The raw log: heads, digests, links, no plaintext"),
    route!(Get "/v1/verify", Fixed(P::Verify), log::verify, [], Answer::Json("Verified");
        "Relire chaque octet du journal et recalculer chaque lien", "Read every byte of the log again and compute every link again"),
    route!(Get "/v1/feed", Fixed(P::Feed), feed::follow, [Q::FROM, Q::LAST_EVENT_ID], Answer::Events("FeedEvent");
        "Suivre le journal en direct", "Follow the log live"),
    route!(Post "/v1/import", Fixed(P::Import), intake::lines,
        [Q::SOURCE, Q::TABLE_OF, Q::ON_DUPLICATE, Q::AFTER, Q::DRY_RUN, Q::ROWS_BEFORE, Q::LAST] sends Sent::JsonLines("Line"), Answer::Json("Imported");
        "Enregistrer un fichier d'événements, ligne par ligne", "Record a file of events, line by line"),
    route!(Post "/v1/search", Fixed(P::Search), search::find, [] sends Sent::Json("Search"), Answer::Json("Found");
        "Chercher des personnes par nom, téléphone, document ou référence", "Find people by name, telephone, document or reference"),
    route!(Get "/v1/audit", Fixed(P::Audit), log::audited,
        [Q::USER, Q::ORGANISATION, Q::ROLE, Q::STREAM_KIND, Q::EVENT_TYPE, Q::SINCE, Q::UNTIL, Q::LATE_BY_DAYS, Q::AS_KNOWN, Q::AT_LEAST, Q::FROM, Q::LIMIT],
        Answer::Json("AuditPage");
        "Qui a enregistré quoi", "Who recorded what"),
    route!(Get "/v1/placements", Fixed(P::Placements), lists::placements,
        [Q::AGENCY, Q::EMPLOYER, Q::PROGRAMME, Q::MIGRANT, Q::CORRIDOR, Q::AS_KNOWN, Q::ON, Q::AT_LEAST, Q::LIMIT, Q::CURSOR], Answer::Json("Page");
        "Les parcours de placement, sous pseudonyme", "The placement histories, pseudonymous"),
    route!(Get "/v1/complaints", Fixed(P::Complaints), lists::complaints,
        [Q::AGENCY, Q::EMPLOYER, Q::STATE, Q::AS_KNOWN, Q::ON, Q::AT_LEAST, Q::LIMIT, Q::CURSOR], Answer::Json("Page");
        "Le tableau des plaintes et de leurs délais", "The board of complaints with their deadlines"),
    route!(Get "/v1/protection/worklist", Fixed(P::Protection), lists::worklist,
        [Q::AGENCY, Q::EMPLOYER, Q::PROGRAMME, Q::MIGRANT, Q::CORRIDOR, Q::AS_KNOWN, Q::ON, Q::AT_LEAST, Q::LIMIT, Q::CURSOR], Answer::Json("Page");
        "La liste de travail du service de protection", "The protection service's work list"),
    route!(Get "/v1/programme/cohort", Fixed(P::Cohort), lists::cohort,
        [Q::AGENCY, Q::EMPLOYER, Q::PROGRAMME, Q::MIGRANT, Q::CORRIDOR, Q::AS_KNOWN, Q::ON, Q::AT_LEAST, Q::LIMIT, Q::CURSOR], Answer::Json("Page");
        "La cohorte d'un programme, sous pseudonyme", "A programme's cohort, pseudonymous"),
    route!(Get "/v1/findings", Fixed(P::Findings), lists::findings,
        [Q::RULE, Q::STATE, Q::MIGRANT, Q::AGENCY, Q::EMPLOYER, Q::AS_KNOWN, Q::ON, Q::AT_LEAST, Q::LIMIT, Q::CURSOR], Answer::Json("Page");
        "Les constats, les plus graves d'abord", "The findings, the gravest first"),
    route!(Get "/v1/reports", Fixed(P::Reports), lists::reports, [], Answer::Json("Reports");
        "Les rapports : question, formule, dimensions", "The reports: question, formula, dimensions"),
    route!(Get "/v1/reports/{code}", Fixed(P::Reports), lists::report,
        [Q::CODE, Q::BY, Q::YEAR, Q::AS_KNOWN, Q::ON, Q::AT_LEAST, Q::OTHERS], Answer::Json("Report");
        "La réponse d'un rapport", "A report's answer"),
    route!(Get "/v1/{kind}/{id}", Reading, streams::show,
        [Q::KIND, Q::ID, Q::AS_KNOWN, Q::ON, Q::AT_LEAST], Answer::Json("Stream");
        "Comment un dossier se présente", "How a stream stands"),
    route!(Get "/v1/{kind}/{id}/events", Reading, streams::history,
        [Q::KIND, Q::ID, Q::AS_KNOWN, Q::AT_LEAST, Q::LIMIT, Q::CURSOR], Answer::Json("History");
        "L'histoire d'un dossier : chaque entrée, les deux temps, les corrections", "A stream's history: every entry, both times, corrections"),
    route!(Post "/v1/{kind}/{id}/events", Recording, streams::record,
        [Q::KIND, Q::ID, Q::IF_MATCH, Q::IF_NONE_MATCH, Q::IDEMPOTENCY_KEY] sends Sent::Json("Events"), Answer::Json("Recorded");
        "Enregistrer un événement, ou plusieurs ensemble, ou aucun", "Record one event, or several together, or none"),
];

/// The pattern of the route that records; no other has as many parts.
const RECORDING: &str = "/v1/{kind}/{id}/events";

/// Registers every route of the table.
pub fn configure(service: &mut web::ServiceConfig) {
    // The router tries patterns in turn, and recording is what most requests ask for.
    let mut paths = vec![RECORDING];
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
