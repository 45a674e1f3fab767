//! The only map from what went wrong to an HTTP answer: RFC 9457 problem documents.
//!
//! A problem's `code` is permanent and stands in docs/ERRORS.md; its title is in the reader's
//! language. The cause is logged once, at the edge, and never sent.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use domain::decider::{Class, Coded};
use serde_json::{Map, Value, json};

use crate::fields::FieldError;
use crate::language::Language;

mod faults;

pub use faults::Fault;

/// The media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// An answer that says what is wrong.
#[derive(Clone)]
pub struct Problem {
    status: StatusCode,
    code: Cow<'static, str>,
    detail: Option<String>,
    index: Option<usize>,
    field: Option<String>,
    fault: Option<Fault>,
    cause: Option<Arc<dyn Error + Send + Sync>>,
    retry_after_seconds: u64,
}

impl Problem {
    /// What the program itself found wrong.
    pub fn new(fault: Fault) -> Self {
        Self {
            status: fault.status(),
            code: Cow::Borrowed(fault.code()),
            detail: None,
            index: None,
            field: None,
            fault: Some(fault),
            cause: None,
            retry_after_seconds: 1,
        }
    }

    /// What the law of the registry, the log or the keys refuse.
    ///
    /// What makes the registry itself unable to answer is logged as a cause and not sent.
    pub fn coded(error: &dyn Coded) -> Self {
        let said = error.to_string();
        let unavailable = error.class() == Class::Unavailable;
        let cause: Arc<dyn Error + Send + Sync> = Arc::new(Unavailable(chain(error)));
        Self {
            status: status_of(error.class()),
            code: Cow::Borrowed(error.code()),
            detail: (!unavailable).then_some(said),
            index: None,
            field: None,
            fault: None,
            cause: unavailable.then_some(cause),
            retry_after_seconds: 1,
        }
    }

    /// A field of something sent is wrong.
    pub fn field_error(error: &FieldError) -> Self {
        let problem = Self::coded(error).detail(error.problem.to_string());
        if error.path.is_empty() { problem } else { problem.field(&error.path) }
    }

    /// An error nobody foresaw: the cause goes to the logs, its code to the caller.
    pub fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        Self { cause: Some(Arc::new(cause)), ..Self::new(Fault::Internal) }
    }

    /// The same, with a sentence for whoever asked.
    #[must_use]
    pub fn detail(self, said: impl Into<String>) -> Self {
        Self { detail: Some(said.into()), ..self }
    }

    /// The same, with a constant sentence for whoever asked.
    #[must_use]
    pub fn about(self, said: &'static str) -> Self {
        self.detail(said)
    }

    /// The same, about one event of a batch.
    #[must_use]
    pub fn index(self, index: usize) -> Self {
        Self { index: Some(index), ..self }
    }

    /// The same, about one field.
    #[must_use]
    pub fn field(self, path: impl Into<String>) -> Self {
        Self { field: Some(path.into()), ..self }
    }

    /// The same, worth asking again after so long.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        Self { retry_after_seconds: seconds.max(1), ..self }
    }

    /// The same under another status: a conflict that an `If-Match` brought about.
    #[must_use]
    pub fn status_of_precondition(self) -> Self {
        Self { status: StatusCode::PRECONDITION_FAILED, ..self }
    }

    /// The permanent code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The field that is wrong.
    pub fn field_path(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// What is to be logged and not sent.
    pub fn cause(&self) -> Option<&(dyn Error + Send + Sync)> {
        self.cause.as_deref()
    }

    /// What stands above the document, in a language.
    pub fn title(&self, language: Language) -> String {
        match self.fault {
            Some(fault) => fault.title(language).to_owned(),
            None => crate::catalogue::refusal_title(&self.code, language)
                .or_else(|| self.detail.clone())
                .unwrap_or_else(|| self.code.clone().into_owned()),
        }
    }

    /// The document.
    pub fn document(&self, language: Language, request_id: Option<&str>) -> Value {
        let mut document = Map::new();
        document.insert("type".to_owned(), json!(format!("/docs/errors#{}", self.code)));
        document.insert("title".to_owned(), json!(self.title(language)));
        document.insert("status".to_owned(), json!(self.status.as_u16()));
        document.insert("code".to_owned(), json!(self.code));
        if let Some(detail) = &self.detail {
            document.insert("detail".to_owned(), json!(detail));
        }
        if let Some(index) = self.index {
            document.insert("index".to_owned(), json!(index));
        }
        if let Some(field) = &self.field {
            document.insert("field".to_owned(), json!(field));
        }
        if let Some(request_id) = request_id {
            document.insert("instance".to_owned(), json!(request_id));
        }
        Value::Object(document)
    }

    /// The answer, in a language.
    pub fn answer(&self, language: Language, request_id: Option<&str>) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status);
        answer.insert_header(("content-type", MEDIA_TYPE));
        answer.insert_header(("content-language", language.code()));
        answer.insert_header(("cache-control", "no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            answer.insert_header(("www-authenticate", "Bearer realm=\"tukki\""));
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            answer.insert_header(("retry-after", self.retry_after_seconds.to_string()));
        }
        answer.body(self.document(language, request_id).to_string())
    }
}

/// Why the registry itself cannot answer.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unavailable(String);

/// An error and what lies beneath it, in one line.
pub fn chain(error: &(impl Error + ?Sized)) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        said.push_str(": ");
        said.push_str(&inner.to_string());
        source = inner.source();
    }
    said
}

/// How a class of refusals is answered.
pub fn status_of(class: Class) -> StatusCode {
    match class {
        Class::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Class::Missing => StatusCode::NOT_FOUND,
        Class::Forbidden => StatusCode::FORBIDDEN,
        Class::Conflict => StatusCode::CONFLICT,
        Class::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Shows the code and what surrounds it, never the detail: that may quote what was sent.
impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Problem({}, {})", self.status.as_u16(), self.code)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)
    }
}

impl Error for Problem {}

impl actix_web::ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Without the reader's language; the edge writes it again with it.
    fn error_response(&self) -> HttpResponse {
        self.answer(Language::default(), None)
    }
}
