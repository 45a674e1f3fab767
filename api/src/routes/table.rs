//! What a line of the table of routes says.

use crate::policy::Permission;

/// A route.
pub struct Route {
    /// The method.
    pub verb: Verb,
    /// The path, with `{name}` for what varies.
    pub path: &'static str,
    /// A name for programs that generate clients.
    pub name: &'static str,
    /// Which right it needs; the handler's type asks for the same, and a test compares.
    pub needs: Needs,
    /// What varies in the path, the query and the headers.
    pub parameters: &'static [Parameter],
    /// What is sent with it.
    pub body: Option<Sent>,
    /// What comes back.
    pub answer: Answer,
    /// What it does, in French and in English.
    pub summary: (&'static str, &'static str),
    /// Registers the handler.
    pub handler: fn() -> actix_web::Route,
}

/// A method.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verb {
    /// Reads.
    Get,
    /// Records, or asks with words that must not stand in a URL.
    Post,
}

impl Verb {
    /// Its name in HTTP.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }

    /// A route of this method.
    pub fn route(self) -> actix_web::Route {
        match self {
            Self::Get => actix_web::web::get(),
            Self::Post => actix_web::web::post(),
        }
    }
}

/// Which right a route needs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Needs {
    /// None, and no token.
    Open,
    /// This one.
    Fixed(Permission),
    /// To read streams of the kind in the path.
    Reading,
    /// To record on streams of the kind in the path.
    Recording,
}

/// What is sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sent {
    /// A JSON document of this component.
    Json(&'static str),
    /// One JSON document a line, of this component.
    JsonLines(&'static str),
}

/// What comes back.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Answer {
    /// A JSON document of this component.
    Json(&'static str),
    /// A page for people.
    Html,
    /// Plain text.
    Text,
    /// A table.
    Csv,
    /// Server-sent events of this component.
    Events(&'static str),
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

/// Which values a parameter takes, as JSON Schema has it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Takes {
    /// Any text.
    Text,
    /// A whole number from 0.
    Number,
    /// A UUID.
    Uuid,
    /// A day.
    Day,
    /// A kind of stream.
    Kind,
    /// A language that we have.
    Language,
}

/// A parameter.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Where it stands.
    pub place: Place,
    /// Which values it takes.
    pub takes: Takes,
    /// What it does, in French and in English.
    pub doc: (&'static str, &'static str),
}

macro_rules! parameters {
    ($($constant:ident = $name:literal $place:ident $takes:ident, $french:literal, $english:literal;)+) => {
        impl Parameter {
            $(
                #[doc = $english]
                pub const $constant: Self = Self {
                    name: $name,
                    place: Place::$place,
                    takes: Takes::$takes,
                    doc: ($french, $english),
                };
            )+
        }
    };
}

parameters! {
    KIND = "kind" Path Kind, "le genre du dossier", "the kind of stream";
    ID = "id" Path Uuid, "l'identifiant du dossier", "the stream's id";
    TYPE = "type" Path Text, "le nom du type d'événement", "the name of the event type";
    CODE = "code" Path Text, "le code du rapport, par exemple M1", "the report's code, such as M1";
    LANGUAGE = "lang" Query Language, "fr, en ou es", "fr, en or es";
    AS_KNOWN = "as_known" Query Text,
        "ce qui était connu : un nombre d'entrées, ou un jour (fin de ce jour, UTC)",
        "what was known: a number of entries, or a day (its end, UTC)";
    ON = "on" Query Day, "l'état à ce jour", "the situation on this day";
    AT_LEAST = "at_least" Query Number,
        "attendre que les modèles de lecture montrent cette position",
        "wait until the read models show this position";
    LIMIT = "limit" Query Number, "combien de lignes au plus", "how many rows at most";
    CURSOR = "cursor" Query Text, "la suite de la page précédente", "what follows the page before";
    FROM = "from" Query Number, "la première position", "the first position";
    BY = "by" Query Text, "les dimensions, séparées par des virgules", "the dimensions, separated by commas";
    YEAR = "year" Query Number, "l'année", "the year";
    AGENCY = "agency" Query Uuid, "seulement cette agence", "this agency only";
    EMPLOYER = "employer" Query Uuid, "seulement cet employeur", "this employer only";
    MIGRANT = "migrant" Query Uuid, "seulement cette personne", "this person only";
    PROGRAMME = "programme" Query Uuid, "seulement ce programme", "this programme only";
    CORRIDOR = "corridor" Query Text, "seulement ce corridor, par exemple SN-ES", "this corridor only, such as SN-ES";
    OTHERS = "*" Query Text,
        "les dimensions et paramètres propres au rapport, par exemple sex=F ; GET /v1/reports les énumère",
        "the report's own dimensions and parameters, such as sex=F; GET /v1/reports lists them";
    USER = "user" Query Uuid, "enregistré par cette personne", "recorded by this user";
    ORGANISATION = "organisation" Query Uuid, "pour cette organisation", "for this organisation";
    ROLE = "role" Query Text, "dans ce rôle", "in this role";
    STREAM_KIND = "kind" Query Kind, "sur ce genre de dossier", "on this kind of stream";
    EVENT_TYPE = "type" Query Text, "de ce type d'événement", "of this event type";
    SINCE = "since" Query Day, "enregistré ce jour ou plus tard, UTC", "recorded on this day or later, UTC";
    UNTIL = "until" Query Day, "enregistré ce jour ou plus tôt, UTC", "recorded on this day or earlier, UTC";
    LATE_BY_DAYS = "late_by_days" Query Number,
        "enregistré plus de tant de jours après le fait", "recorded more than so many days after it happened";
    SOURCE = "source" Query Text,
        "de quel registre viennent les noms des lignes", "of which register the names in the lines are";
    TABLE_OF = "type" Query Text,
        "le corps est une table CSV de ce type d'événement", "the body is a CSV table of this event type";
    ON_DUPLICATE = "on_probable_duplicate" Query Text,
        "reject (le défaut) ou create : que faire de qui est probablement déjà enregistré", "reject (the default) or create: what becomes of somebody who probably is registered already";
    AFTER = "after" Query Text,
        "TAILLE-LIEN : refuser si le journal ne contient pas cette écriture", "SIZE-LINK: refuse unless the log holds that entry";
    DRY_RUN = "dry_run" Query Text,
        "un nom choisi pour l'essai : dire ce qui se passerait, sans rien enregistrer", "a name chosen for the rehearsal: tell what would happen, record nothing";
    ROWS_BEFORE = "rows_before" Query Number,
        "combien de lignes de cet essai ont déjà été envoyées", "how many rows of this rehearsal were sent before";
    LAST = "last" Query Text,
        "true : l'essai est fini ; dire les constats", "true: the rehearsal is over; tell the findings";
    RULE = "rule" Query Text, "seulement cette règle, par exemple F01", "this rule only, such as F01";
    STATE = "state" Query Text, "seulement cet état", "this state only";
    IF_MATCH = "If-Match" Header Text,
        "la version attendue du dossier, entre guillemets", "the stream's expected version, in quotation marks";
    IF_NONE_MATCH = "If-None-Match" Header Text,
        "* : le dossier ne doit pas exister encore", "*: the stream must not exist yet";
    IDEMPOTENCY_KEY = "Idempotency-Key" Header Uuid,
        "l'identifiant d'un seul événement : l'envoyer deux fois n'enregistre qu'une fois",
        "the id of one single event: sending it twice records it once";
    LAST_EVENT_ID = "Last-Event-ID" Header Number,
        "la dernière position reçue", "the last position received";
}

/// A line of the table.
macro_rules! route {
    (
        $verb:ident $path:literal, $needs:expr, $module:ident::$handler:ident,
        [$($parameter:expr),*] $(sends $body:expr)?, $answer:expr;
        $french:literal, $english:literal
    ) => {
        $crate::routes::table::Route {
            verb: $crate::routes::table::Verb::$verb,
            path: $path,
            name: concat!(stringify!($module), ".", stringify!($handler)),
            needs: $needs,
            parameters: &[$($parameter),*],
            body: $crate::routes::table::route!(@body $($body)?),
            answer: $answer,
            summary: ($french, $english),
            handler: || $crate::routes::table::Verb::$verb.route().to($module::$handler),
        }
    };
    (@body) => { None };
    (@body $body:expr) => { Some($body) };
}

pub(crate) use route;
