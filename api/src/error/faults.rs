//! What the program itself may find wrong with a request, before any law is asked.

use actix_web::http::StatusCode;

use crate::language::Language;

macro_rules! faults {
    ($($variant:ident = $code:literal, $status:ident, $french:literal, $english:literal, $spanish:literal;)+) => {
        /// A refusal of the program itself. Its code is permanent.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub enum Fault {
            $(#[doc = $english] $variant,)+
        }

        impl Fault {
            /// Every one, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The permanent code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The HTTP status that it is answered with.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)+ }
            }

            /// One sentence, in a language.
            pub const fn title(self, language: Language) -> &'static str {
                match (self, language) {
                    $(
                        (Self::$variant, Language::French) => $french,
                        (Self::$variant, Language::English) => $english,
                        (Self::$variant, Language::Spanish) => $spanish,
                    )+
                }
            }
        }
    };
}

faults! {
    MalformedJson = "http.malformed_json", BAD_REQUEST,
        "le corps n'est pas du JSON", "the body is not JSON", "el cuerpo no es JSON";
    DuplicateKey = "http.duplicate_key", BAD_REQUEST,
        "une clé figure deux fois dans un même objet", "a key stands twice in one object", "una clave aparece dos veces en un objeto";
    JsonTooDeep = "http.json_too_deep", BAD_REQUEST,
        "le JSON est trop imbriqué", "the JSON is nested too deeply", "el JSON está demasiado anidado";
    ControlCharacter = "http.control_character", BAD_REQUEST,
        "un texte contient un caractère NUL", "a text holds a NUL character", "un texto contiene un carácter NUL";
    WrongBody = "http.wrong_body", BAD_REQUEST,
        "le corps n'a pas la forme attendue", "the body has not the expected form", "el cuerpo no tiene la forma esperada";
    EmptyBatch = "http.empty_batch", BAD_REQUEST,
        "le lot ne contient aucun événement", "the batch holds no event", "el lote no contiene ningún evento";
    WrongParameter = "http.wrong_parameter", BAD_REQUEST,
        "un paramètre est inconnu ou n'a pas la forme attendue", "a parameter is unknown or has not the expected form", "un parámetro es desconocido o no tiene la forma esperada";
    WrongHeader = "http.wrong_header", BAD_REQUEST,
        "un en-tête n'a pas la forme attendue", "a header has not the expected form", "una cabecera no tiene la forma esperada";
    WrongCursor = "http.wrong_cursor", BAD_REQUEST,
        "le curseur ne vient pas de cette liste", "the cursor does not come from this list", "el cursor no procede de esta lista";
    KeyMismatch = "http.idempotency_key_mismatch", BAD_REQUEST,
        "Idempotency-Key est l'identifiant d'un seul événement", "Idempotency-Key is the id of one single event", "Idempotency-Key es el identificador de un solo evento";
    MalformedRequest = "http.malformed_request", BAD_REQUEST,
        "la requête est mal formée", "the request is malformed", "la petición está mal formada";
    NoToken = "auth.no_token", UNAUTHORIZED,
        "cette adresse demande un jeton", "this address asks for a token", "esta dirección requiere un token";
    BadToken = "auth.bad_token", UNAUTHORIZED,
        "le jeton est inconnu, expiré ou révoqué", "the token is unknown, expired or revoked", "el token es desconocido, caducado o revocado";
    NotGranted = "auth.not_granted", FORBIDDEN,
        "ce rôle n'a pas ce droit", "this role has no such right", "este rol no tiene este derecho";
    NotFound = "http.not_found", NOT_FOUND,
        "il n'y a rien à cette adresse", "there is nothing at this address", "no hay nada en esta dirección";
    NoSuchStream = "stream.unknown", NOT_FOUND,
        "rien n'a été enregistré sous cet identifiant", "nothing was ever recorded under this id", "no se ha registrado nada con este identificador";
    NoSuchReport = "report.unknown", NOT_FOUND,
        "aucun rapport ne porte ce code", "no report has this code", "ningún informe tiene este código";
    NoSuchType = "catalogue.unknown_type", NOT_FOUND,
        "aucun type d'événement ne porte ce nom", "no event type has this name", "ningún tipo de evento tiene este nombre";
    MethodNotAllowed = "http.method_not_allowed", METHOD_NOT_ALLOWED,
        "cette adresse ne connaît pas cette méthode", "this address does not know this method", "esta dirección no admite este método";
    BodyTooLarge = "http.body_too_large", PAYLOAD_TOO_LARGE,
        "le corps est trop grand", "the body is too large", "el cuerpo es demasiado grande";
    BatchTooLarge = "http.batch_too_large", PAYLOAD_TOO_LARGE,
        "le lot contient trop d'événements", "the batch holds too many events", "el lote contiene demasiados eventos";
    WrongContentType = "http.wrong_content_type", UNSUPPORTED_MEDIA_TYPE,
        "cette adresse attend du JSON (Content-Type: application/json)", "this address expects JSON (Content-Type: application/json)", "esta dirección espera JSON (Content-Type: application/json)";
    TooManyLines = "import.too_many_lines", PAYLOAD_TOO_LARGE,
        "le fichier contient trop de lignes ; envoyez-le en plusieurs fois", "the file has too many lines; send it in several pieces", "el fichero tiene demasiadas líneas; envíelo en varias veces";
    DryRunTooLarge = "import.dry_run_too_large", PAYLOAD_TOO_LARGE,
        "l'essai dépasse ce que le serveur garde en mémoire ; essayez le fichier en plusieurs parties", "the dry run is more than the server keeps in memory; try the file in parts", "el ensayo supera lo que el servidor guarda en memoria; pruebe el fichero por partes";
    DryRunLost = "import.dry_run_lost", CONFLICT,
        "cet essai est terminé ou un autre a commencé ; recommencez-le", "this dry run is over or another one has begun; start it again", "este ensayo ha terminado o ha empezado otro; vuelva a empezarlo";
    OtherLog = "import.other_log", CONFLICT,
        "le journal ne contient pas cette écriture", "the log does not hold that entry", "el registro no contiene ese asiento";
    BodyTooSlow = "http.body_too_slow", REQUEST_TIMEOUT,
        "le corps a mis trop de temps à arriver", "the body took too long to arrive", "el cuerpo tardó demasiado en llegar";
    TooManyReaders = "feed.too_many_readers", TOO_MANY_REQUESTS,
        "le flux a trop de lecteurs", "the feed has too many readers", "el flujo tiene demasiados lectores";
    NotYet = "models.behind", SERVICE_UNAVAILABLE,
        "les modèles de lecture n'ont pas encore atteint cette position", "the read models have not reached this position yet", "los modelos de lectura aún no han alcanzado esta posición";
    ModelStopped = "models.stopped", SERVICE_UNAVAILABLE,
        "un modèle de lecture s'est arrêté à une entrée que ce programme ne sait pas lire", "a read model stopped at an entry that this program cannot read", "un modelo de lectura se detuvo en una entrada que este programa no sabe leer";
    Verifying = "verify.running", SERVICE_UNAVAILABLE,
        "une vérification est déjà en cours", "a verification is running already", "ya hay una verificación en curso";
    NotReady = "models.not_ready", SERVICE_UNAVAILABLE,
        "les modèles de lecture ne sont pas encore prêts", "the read models are not ready yet", "los modelos de lectura aún no están listos";
    PeopleNotReady = "models.people_not_ready", SERVICE_UNAVAILABLE,
        "l'index des personnes n'est pas encore complet", "the index of people is not complete yet", "el índice de personas aún no está completo";
    Stopping = "http.stopping", SERVICE_UNAVAILABLE,
        "le serveur s'arrête", "the server is stopping", "el servidor se está deteniendo";
    Internal = "http.internal", INTERNAL_SERVER_ERROR,
        "erreur interne ; elle est dans les journaux sous l'identifiant de la requête", "internal error; it stands in the logs under the request's id", "error interno; consta en los registros con el identificador de la petición";
}
