//! The query of a request, read strictly: only what the route's line names, each at most once.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use super::ROUTES;
use super::table::Place;
use crate::error::{Fault, Problem};

/// The parameters of a request's query.
#[derive(Debug, Default)]
pub struct Query(BTreeMap<String, String>);

impl FromRequest for Query {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read(request: &HttpRequest) -> Result<Query, Problem> {
    let pattern = request.match_pattern().unwrap_or_default();
    let method = request.method().as_str();
    let route = ROUTES
        .iter()
        .find(|route| route.path == pattern && route.verb.name() == method)
        .ok_or_else(|| Problem::new(Fault::NotFound))?;
    let pairs = web::Query::<Vec<(String, String)>>::from_query(request.query_string())
        .map_err(|_malformed| Problem::new(Fault::WrongParameter))?;
    let mut query = BTreeMap::new();
    for (name, value) in pairs.into_inner() {
        let known = route
            .parameters
            .iter()
            .find(|parameter| parameter.place == Place::Query && parameter.name == name);
        // Only names of ours are repeated to the caller.
        let Some(known) = known else {
            return Err(Problem::new(Fault::WrongParameter).about("unknown parameter"));
        };
        if query.insert(name, value).is_some() {
            return Err(Problem::new(Fault::WrongParameter).field(known.name).about("given twice"));
        }
    }
    Ok(Query(query))
}

impl Query {
    /// The text of a parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value of a parameter.
    ///
    /// # Errors
    /// It is none of its type.
    pub fn value<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_not_a_value| wrong(name))
    }

    /// How many rows are asked for, within bounds.
    ///
    /// # Errors
    /// It is no number from 1 to the greatest page.
    pub fn limit(&self, default: u32, max: u32) -> Result<usize, Problem> {
        let limit = self.value::<u32>("limit")?.unwrap_or(default);
        if (1..=max).contains(&limit) {
            Ok(usize::try_from(limit).unwrap_or(usize::MAX))
        } else {
            Err(wrong("limit").detail(format!("from 1 to {max}")))
        }
    }
}

/// The refusal of one parameter.
pub fn wrong(name: &str) -> Problem {
    Problem::new(Fault::WrongParameter).field(name)
}
