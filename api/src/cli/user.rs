//! `tukki user`: register who signs in. Her name is sealed under her own key.

use clap::Subcommand;
use domain::context::{Channel, Role};
use domain::id::{OrganisationId, UserId};
use domain::stream::StreamKind;
use serde_json::json;
use store::Expected;

use super::source::open_folder;
use super::token::role;
use super::{Console, Failure, Settings};
use crate::body;
use crate::clock;
use crate::input::Actor;
use crate::language::Language;
use crate::record::{Envoy, Submission};
use crate::registry::today;

#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example:\n  tukki user add --name 'Fatou Sarr' --role registrar --country SN\n  \
                        tukki token create --role registrar --user UUID\n\nWorks on a data folder \
                        that no server has open; over HTTP, record user_registered on /v1/user."
)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Register a user and grant her roles
    Add(Add),
}

#[derive(clap::Args, Debug)]
struct Add {
    /// Her name
    #[arg(long)]
    name: String,
    /// A role she may act in; may be repeated
    #[arg(long, value_parser = role, required = true)]
    role: Vec<Role>,
    /// The organisation she works for
    #[arg(long, value_name = "UUID")]
    organisation: Option<OrganisationId>,
    /// Her country, ISO 3166-1 alpha-2
    #[arg(long)]
    country: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(
    args: &Args,
    settings: &Settings,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let Action::Add(add) = &args.action;
    let app = open_folder(settings)?;
    let stream = clock::new_stream_id();
    let day = today();
    let mut documents = vec![json!({
        "type": "user_registered",
        "occurred_on": day,
        "data": {"organisation": add.organisation, "country": add.country},
        "personal": {"name": add.name},
    })];
    documents.extend(add.role.iter().map(|role| {
        json!({
            "type": "role_granted",
            "occurred_on": day,
            "data": {
                "role": role.code(),
                "organisation": add.organisation,
                "country": add.country,
            },
        })
    }));
    let events = documents.into_iter().map(body::typed).collect::<Result<Vec<_>, _>>();
    let submission = Submission {
        kind: StreamKind::User,
        stream,
        expected: Expected::NoStream,
        events: events
            .map_err(|problem| Failure::problem(&problem.document(Language::default(), None)))?,
    };
    let actor = Actor { user: None, role: Role::Administrator, organisation: None, country: None };
    let envoy = Envoy { actor: &actor, channel: Channel::Office, now_ms: app.registry.now_ms() };
    let recorded = app.registry.recorder.record(&envoy, vec![submission]);
    recorded.map_err(|error| Failure::coded(&error))?;
    app.registry.close().map_err(|error| Failure::coded(&error))?;
    let user = UserId::from(stream);
    if add.json {
        writeln!(console.out, "{:#}", json!({"user": user, "roles": add.role}))?;
    } else {
        writeln!(console.out, "{user}")?;
        writeln!(console.err, "registered; next: tukki token create --role ROLE --user {user}")?;
    }
    Ok(())
}
