//! The query of a request, read strictly: only what the route's line names.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use super::ROUTES;
use super::table::{Parameter, Place};
use crate::error::{Fault, Problem};
use crate::query::Query;

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
    let query = Query::from_pairs(pairs.into_inner())?;
    let in_query = |parameter: &&Parameter| parameter.place == Place::Query;
    let known = |name: &str| {
        let mut declared = route.parameters.iter().filter(in_query);
        declared.any(|parameter| parameter.name == name || parameter.name == Parameter::OTHERS.name)
    };
    if query.names().all(known) {
        Ok(query)
    } else {
        // What was given is not repeated: it may be anything.
        Err(Problem::new(Fault::WrongParameter).about("unknown parameter"))
    }
}
