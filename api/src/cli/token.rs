//! `tukki token`: who may come in through HTTP.

use clap::Subcommand;
use domain::codes::Country;
use domain::context::Role;
use domain::id::{OrganisationId, StreamId, UserId};

use super::{Console, Failure, Settings};
use crate::auth::tokens::{Holder, Tokens};
use crate::clock;

const DAY_MS: i64 = 86_400_000;

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki token create --role registrar --country SN\n  \
                        tukki token create --role agency_clerk --subject AGENCY_ID\n  \
                        tukki token list\n  tukki token revoke 1f0c9a3e\n\nA running server \
                        takes a new one at once and refuses a revoked one within a second. Only a hash of each token is kept.")]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a token and show it, once
    Create(Create),
    /// List every token, without its secret
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Revoke a token; a running server refuses it within a second
    Revoke {
        /// Its name, as `list` shows it
        id: String,
    },
}

#[derive(clap::Args, Debug)]
struct Create {
    /// registrar, `pes_counsellor`, `agency_clerk`, `ministry_auditor`, `labour_inspector`,
    /// `union_officer`, `consular_officer`, `protection_officer`, evaluator, dpo, `key_officer`,
    /// administrator or migrant
    #[arg(long, value_parser = role)]
    role: Role,
    /// The user who holds it (`tukki user`); what she records carries her id
    #[arg(long, value_name = "UUID")]
    user: Option<UserId>,
    /// The organisation she acts for
    #[arg(long, value_name = "UUID")]
    organisation: Option<OrganisationId>,
    /// Her country, ISO 3166-1 alpha-2
    #[arg(long, value_parser = country)]
    country: Option<Country>,
    /// The one stream that narrow rights reach: a worker's own record, a clerk's agency
    #[arg(long, value_name = "UUID")]
    subject: Option<StreamId>,
    /// Refused after so many days
    #[arg(long, value_name = "N", default_value_t = 365)]
    expires_days: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn role(text: &str) -> Result<Role, String> {
    Role::from_code(text).ok_or_else(|| format!("expected one of {}", Role::CODES.join(", ")))
}

fn country(text: &str) -> Result<Country, String> {
    text.parse::<Country>().map_err(|error| error.to_string())
}

pub(super) fn run(
    args: Args,
    settings: &Settings,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let config = settings.load(&[])?;
    let tokens = Tokens::at(config.tokens_file());
    match args.action {
        Action::Create(create) => made(&create, &tokens, console),
        Action::List { json } => list(json, &tokens, console),
        Action::Revoke { id } => {
            tokens.revoke(&id, clock::now_ms())?;
            writeln!(console.err, "token {id} opens nothing any more")?;
            Ok(())
        }
    }
}

fn made(create: &Create, tokens: &Tokens, console: &mut Console<'_>) -> Result<(), Failure> {
    let holder = Holder {
        role: create.role,
        user: create.user,
        organisation: create.organisation,
        country: create.country,
        subject: create.subject,
    };
    let now = clock::now_ms();
    let expires = now.saturating_add(i64::from(create.expires_days).saturating_mul(DAY_MS));
    let (token, secret) = tokens.create(&holder, now, Some(expires))?;
    if create.json {
        let said = serde_json::json!({
            "id": token.id, "token": secret, "role": token.role.code(), "expires_at": token.expires_at,
        });
        writeln!(console.out, "{said:#}")?;
    } else {
        writeln!(console.out, "{secret}")?;
        writeln!(
            console.err,
            "token {} for {}, until {}; it is shown this once",
            token.id,
            token.role,
            token.expires_at.unwrap_or_default()
        )?;
    }
    Ok(())
}

fn list(json: bool, tokens: &Tokens, console: &mut Console<'_>) -> Result<(), Failure> {
    let tokens = tokens.list()?;
    if json {
        let shown: Vec<serde_json::Value> = tokens
            .iter()
            .map(|token| {
                serde_json::json!({
                    "id": token.id,
                    "role": token.role.code(),
                    "user": token.user,
                    "organisation": token.organisation,
                    "country": token.country,
                    "subject": token.subject,
                    "created_at": token.created_at,
                    "expires_at": token.expires_at,
                    "revoked_at": token.revoked_at,
                })
            })
            .collect();
        writeln!(console.out, "{:#}", serde_json::Value::from(shown))?;
        return Ok(());
    }
    for token in tokens {
        let state = match (&token.revoked_at, &token.expires_at) {
            (Some(at), _) => format!("revoked {at}"),
            (None, Some(at)) => format!("until {at}"),
            (None, None) => "open".to_owned(),
        };
        writeln!(console.out, "{}  {:<18} {state}", token.id, token.role.code())?;
    }
    Ok(())
}
