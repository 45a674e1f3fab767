//! The documentation as pages: embedded, offline, from the same table and the same catalogue as
//! everything else. French first.

use std::fmt::Write as _;

use domain::describe::{EventType, Field};

use crate::catalogue;
use crate::error::{Fault, status_of};
use crate::language::Language;
use crate::openapi;
use crate::routes::ROUTES;
use crate::routes::table::{Place, Route};

const STYLE: &str = include_str!("docs/style.css");

/// The three wordings of what stands on a page.
fn say(
    language: Language,
    french: &'static str,
    english: &'static str,
    spanish: &'static str,
) -> &'static str {
    match language {
        Language::French => french,
        Language::English => english,
        Language::Spanish => spanish,
    }
}

/// French, or English for whoever reads no French; what has no Spanish yet is shown in French.
fn either(language: Language, words: (&'static str, &'static str)) -> &'static str {
    match language {
        Language::French | Language::Spanish => words.0,
        Language::English => words.1,
    }
}

/// Every address.
pub fn index(language: Language) -> String {
    let mut page =
        head(language, say(language, "Interface HTTP", "HTTP interface", "Interfaz HTTP"));
    let _ = write!(
        page,
        "<p>{}</p>",
        say(
            language,
            "Chaque requête porte <code>Authorization: Bearer JETON</code> ; un jeton se crée avec \
             <code>tukki token create --role RÔLE</code>. Une erreur est un document RFC 9457 dont \
             <code>code</code> ne change jamais. Description pour programmes : \
             <a href=\"/openapi.json\">OpenAPI 3.1</a>.",
            "Every request carries <code>Authorization: Bearer TOKEN</code>; a token is made with \
             <code>tukki token create --role ROLE</code>. An error is an RFC 9457 document whose \
             <code>code</code> never changes. Description for programs: \
             <a href=\"/openapi.json\">OpenAPI 3.1</a>.",
            "Cada petición lleva <code>Authorization: Bearer TOKEN</code>; un token se crea con \
             <code>tukki token create --role ROL</code>. Un error es un documento RFC 9457 cuyo \
             <code>code</code> no cambia nunca. Descripción para programas: \
             <a href=\"/openapi.json\">OpenAPI 3.1</a>.",
        )
    );
    page.push_str(say(language, RECORD_FR, RECORD_EN, RECORD_EN));
    for route in ROUTES {
        section(&mut page, route, language);
    }
    end(page)
}

const RECORD_FR: &str = "<h2>Enregistrer un fait</h2><pre>curl -X POST http://127.0.0.1:8420/v1/migrant/ID/events \\\n  \
    -H \"Authorization: Bearer $TUKKI_TOKEN\" -H 'Content-Type: application/json' \\\n  \
    -d '{\"type\": \"departure_recorded\", \"occurred_on\": \"2024-03-10\", \"data\": {…}}'</pre>\
    <p>La réponse dit la position dans le journal. Relire son écriture : <code>?at_least=POSITION</code>.</p>";
const RECORD_EN: &str = "<h2>Record a fact</h2><pre>curl -X POST http://127.0.0.1:8420/v1/migrant/ID/events \\\n  \
    -H \"Authorization: Bearer $TUKKI_TOKEN\" -H 'Content-Type: application/json' \\\n  \
    -d '{\"type\": \"departure_recorded\", \"occurred_on\": \"2024-03-10\", \"data\": {…}}'</pre>\
    <p>The answer says the position in the log. To read one's own write: <code>?at_least=POSITION</code>.</p>";

fn section(page: &mut String, route: &Route, language: Language) {
    let roles = openapi::roles(route.needs);
    let roles = if roles.is_empty() {
        say(language, "sans jeton", "no token", "sin token").to_owned()
    } else {
        roles
    };
    let _ = write!(
        page,
        "<section id=\"{}\"><h3><span class=\"verb\">{}</span> <code>{}</code></h3><p>{}</p><p class=\"roles\">{}</p>",
        escape(route.name),
        route.verb.name(),
        escape(route.path),
        escape(either(language, route.summary)),
        escape(&roles)
    );
    if !route.parameters.is_empty() {
        page.push_str("<table>");
        for parameter in route.parameters {
            let place = match parameter.place {
                Place::Path => say(language, "chemin", "path", "ruta"),
                Place::Query => say(language, "requête", "query", "consulta"),
                Place::Header => say(language, "en-tête", "header", "cabecera"),
            };
            let _ = write!(
                page,
                "<tr><td><code>{}</code></td><td>{place}</td><td>{}</td></tr>",
                escape(parameter.name),
                escape(either(language, parameter.doc))
            );
        }
        page.push_str("</table>");
    }
    page.push_str("</section>");
}

/// Every event type.
pub fn events(language: Language) -> String {
    let mut page = head(
        language,
        say(language, "Catalogue des événements", "Catalogue of events", "Catálogo de eventos"),
    );
    page.push_str("<nav>");
    for of in catalogue::types() {
        let _ = write!(page, "<a href=\"#{0}\">{0}</a> ", of.name);
    }
    page.push_str("</nav>");
    for of in catalogue::types() {
        event(&mut page, of, language);
    }
    end(page)
}

fn event(page: &mut String, of: &EventType, language: Language) {
    let label = catalogue::word(language, &format!("event.{}", of.name)).unwrap_or_default();
    let _ = write!(
        page,
        "<section id=\"{0}\"><h3><code>{0}</code> {1}</h3><p>{2}</p><p class=\"roles\">{3} · {4}</p>",
        of.name,
        escape(&label),
        escape(of.doc),
        of.phase.code(),
        of.stream.map_or("*", domain::stream::StreamKind::code)
    );
    if !of.facts.is_empty() || !of.personal.is_empty() {
        page.push_str("<table>");
        of.facts.iter().for_each(|part| field(page, (of.name, "data"), part, language));
        of.personal.iter().for_each(|part| field(page, (of.name, "personal"), part, language));
        page.push_str("</table>");
    }
    for (title, codes) in [
        (say(language, "Refus", "Refusals", "Rechazos"), of.refusals),
        (say(language, "Constats", "Findings", "Hallazgos"), of.findings),
    ] {
        if !codes.is_empty() {
            let _ = write!(page, "<p>{title}: <code>{}</code></p>", codes.join("</code> <code>"));
        }
    }
    page.push_str("</section>");
}

fn field(page: &mut String, (event, part): (&str, &str), of: &Field, language: Language) {
    let label =
        catalogue::word(language, &format!("field.{event}.{}", of.name)).unwrap_or_default();
    let _ = write!(
        page,
        "<tr><td><code>{part}.{}</code>{}</td><td>{}</td><td>{} {}</td></tr>",
        of.name,
        if of.required { " *" } else { "" },
        escape(&catalogue::written(of.shape)),
        escape(&label),
        escape(of.doc)
    );
}

/// Every code of an error.
pub fn errors(language: Language) -> String {
    let mut page =
        head(language, say(language, "Codes d'erreur", "Error codes", "Códigos de error"));
    page.push_str("<table>");
    for fault in Fault::ALL {
        let _ = write!(
            page,
            "<tr id=\"{0}\"><td><code>{0}</code></td><td>{1}</td><td>{2}</td></tr>",
            fault.code(),
            fault.status().as_u16(),
            escape(fault.title(language))
        );
    }
    for refusal in domain::catalogue::refusals() {
        let title = catalogue::refusal_title(refusal.code, language);
        let _ = write!(
            page,
            "<tr id=\"{0}\"><td><code>{0}</code></td><td>{1}</td><td>{2}</td></tr>",
            refusal.code,
            status_of(refusal.class).as_u16(),
            escape(title.as_deref().unwrap_or(refusal.sentence))
        );
    }
    page.push_str("</table>");
    end(page)
}

fn head(language: Language, title: &str) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Tukki · {title}</title><style>{STYLE}</style></head><body><header><h1>Tukki</h1><p>",
        language.code()
    );
    for (path, french, english, spanish) in [
        ("/docs", "Adresses", "Addresses", "Direcciones"),
        ("/docs/events", "Événements", "Events", "Eventos"),
        ("/docs/errors", "Erreurs", "Errors", "Errores"),
    ] {
        let _ = write!(
            page,
            "<a href=\"{path}?lang={}\">{}</a> · ",
            language.code(),
            say(language, french, english, spanish)
        );
    }
    let _ = write!(
        page,
        "<a href=\"?lang=fr\">fr</a> <a href=\"?lang=en\">en</a> <a href=\"?lang=es\">es</a>\
         </p></header><main><h2>{title}</h2>"
    );
    page
}

fn end(mut page: String) -> String {
    page.push_str("</main></body></html>");
    page
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_name_every_route_and_every_event_and_load_nothing_from_elsewhere() {
        for language in [Language::French, Language::English, Language::Spanish] {
            let index = index(language);
            assert!(ROUTES.iter().all(|route| index.contains(&escape(route.path))));
            let events = events(language);
            assert!(catalogue::types().iter().all(|of| events.contains(of.name)));
            for page in [index, events, errors(language)] {
                assert!(!page.contains("src="), "no scripts, no images");
                assert!(!page.contains("href=\"http"), "no assets of others");
            }
        }
    }
}
