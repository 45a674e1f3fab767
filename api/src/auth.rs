//! Who is asking, and whether the right that a handler's type names is theirs.
//!
//! A handler takes [`Granted`]`<Right>`; without it, it cannot be given a viewer. What a role may do
//! stands in `policy`.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use domain::codes::Country;
use domain::context::Role;
use domain::id::{OrganisationId, StreamId, UserId};
use domain::stream::StreamKind;

use crate::app::App;
use crate::error::{Fault, Problem};
use crate::input::Actor;
use crate::policy::{self, Grant, Permission};
use crate::registry;

pub mod tokens;

/// Who asks: what the token says about its holder.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The token's public name.
    pub token: String,
    /// In which role.
    pub role: Role,
    /// Which user of the registry.
    pub user: Option<UserId>,
    /// For which organisation.
    pub organisation: Option<OrganisationId>,
    /// In which country.
    pub country: Option<Country>,
    /// The one stream that the token is bound to.
    pub subject: Option<StreamId>,
}

impl Viewer {
    /// Who records, as entries will say.
    pub fn actor(&self) -> Actor {
        Actor {
            user: self.user,
            role: self.role,
            organisation: self.organisation,
            country: self.country,
        }
    }
}

/// A right as a type: what a handler asks for in its signature.
pub trait Right: 'static {
    /// The permission that a request needs, which may depend on its path.
    ///
    /// # Errors
    /// The path names nothing that one could have a right to.
    fn permission(request: &HttpRequest) -> Result<Permission, Problem>;
}

/// Proof that the viewer holds a right. Only the extractor makes it.
pub struct Granted<R: Right> {
    /// Who asks.
    pub viewer: Viewer,
    /// How far the right reaches.
    pub reach: Grant,
    right: PhantomData<R>,
}

impl<R: Right> Granted<R> {
    /// The stream that everything must be narrowed to; none when the right reaches everything.
    pub fn own(&self) -> Option<StreamId> {
        match self.reach {
            Grant::Own => self.viewer.subject,
            Grant::All | Grant::Nothing => None,
        }
    }
}

impl<R: Right> FromRequest for Granted<R> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(granted(request))
    }
}

fn granted<R: Right>(request: &HttpRequest) -> Result<Granted<R>, Problem> {
    let viewer = authenticate(request)?;
    let permission = R::permission(request)?;
    let reach = policy::grant(viewer.role, permission);
    match reach {
        Grant::Nothing => return Err(Problem::new(Fault::NotGranted)),
        Grant::All => {}
        Grant::Own => {
            let named = request.match_info().get("id").and_then(|id| id.parse().ok());
            if viewer.subject.is_none() || named.is_some_and(|id| Some(id) != viewer.subject) {
                return Err(Problem::new(Fault::NotGranted));
            }
        }
    }
    Ok(Granted { viewer, reach, right: PhantomData })
}

fn authenticate(request: &HttpRequest) -> Result<Viewer, Problem> {
    let app = request.app_data::<web::Data<App>>().ok_or_else(|| Problem::new(Fault::Internal))?;
    let header =
        request.headers().get("authorization").ok_or_else(|| Problem::new(Fault::NoToken))?;
    let secret = header
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, secret)| secret.trim())
        .ok_or_else(|| Problem::new(Fault::BadToken))?;
    let viewer = app.tokens.viewer(secret, crate::clock::now_ms())?;
    let viewer = viewer.ok_or_else(|| Problem::new(Fault::BadToken))?;
    if is_in_office(app, &viewer)? { Ok(viewer) } else { Err(Problem::new(Fault::BadToken)) }
}

/// Whether a token's user, where the registry knows her, still holds its role.
fn is_in_office(app: &App, viewer: &Viewer) -> Result<bool, Problem> {
    let Some(user) = viewer.user else { return Ok(true) };
    Ok(app.registry.runner.user(user)?.is_none_or(|user| {
        let until = user.state.roles.get(&viewer.role);
        user.state.deactivated.is_none()
            && until.is_some_and(|until| until.is_none_or(|last| registry::today() <= last))
    }))
}

/// The kind of stream that a path names.
///
/// # Errors
/// There is no such kind.
pub fn kind_in_path(request: &HttpRequest) -> Result<StreamKind, Problem> {
    let kind = request.match_info().get("kind").unwrap_or_default();
    StreamKind::from_code(kind).ok_or_else(|| Problem::new(Fault::NotFound))
}

/// The rights that handlers name.
pub mod rights {
    use super::{HttpRequest, Permission, Problem, Right, kind_in_path};

    macro_rules! rights {
        ($($(#[$doc:meta])* $name:ident => $permission:expr;)+) => {$(
            $(#[$doc])*
            pub struct $name;

            impl Right for $name {
                fn permission(request: &HttpRequest) -> Result<Permission, Problem> {
                    let permission: fn(&HttpRequest) -> Result<Permission, Problem> = $permission;
                    permission(request)
                }
            }
        )+};
    }

    rights! {
        /// Reads the stream that the path names.
        Read => |request| kind_in_path(request).map(Permission::Read);
        /// Records on the stream that the path names.
        Record => |request| kind_in_path(request).map(Permission::Record);
        /// Sends a file.
        Import => |_| Ok(Permission::Import);
        /// Searches.
        Search => |_| Ok(Permission::Search);
        /// Reads placement histories.
        Placements => |_| Ok(Permission::Placements);
        /// Reads the board of complaints.
        Complaints => |_| Ok(Permission::Complaints);
        /// Reads the protection work list.
        Protection => |_| Ok(Permission::Protection);
        /// Reads a programme's cohort.
        Cohort => |_| Ok(Permission::Cohort);
        /// Reads findings.
        Findings => |_| Ok(Permission::Findings);
        /// Reads who recorded what.
        Audit => |_| Ok(Permission::Audit);
        /// Reads reports.
        Reports => |_| Ok(Permission::Reports);
        /// Reads the raw log.
        Log => |_| Ok(Permission::Log);
        /// Follows the feed.
        Feed => |_| Ok(Permission::Feed);
        /// Has the log verified.
        Verify => |_| Ok(Permission::Verify);
        /// Reads the catalogue, the templates and the head.
        Catalogue => |_| Ok(Permission::Catalogue);
        /// Reads the metrics, sees how the read models do, has them rebuilt.
        Operate => |_| Ok(Permission::Operate);
    }
}
