//! The `tukki` program: subcommands, HTTP, configuration. Holds no rule of the domain.
//!
//! Modules in reading order: what an operator says, who may do what, what is answered.

pub mod cli;
pub mod config;

pub mod auth;
pub mod policy;

pub mod app;
pub mod catalogue;
pub mod docs;
pub mod edge;
pub mod openapi;
pub mod query;
pub mod reading;
pub mod registry;
pub mod routes;
pub mod server;
pub mod template;
pub mod watch;

pub mod demo;

pub mod body;
pub mod clock;
pub mod error;
pub mod fields;
pub mod import;
pub mod input;
pub mod intake;
pub mod json;
pub mod labels;
pub mod language;
pub mod line;
pub mod metrics;
pub mod names;
pub mod record;
pub mod telemetry;
