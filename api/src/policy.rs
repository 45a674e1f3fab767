//! Who may do what: one table of permissions and roles. Coarse on purpose, and closed by default.
//!
//! `Own` narrows a right to the one stream that a token is bound to: a worker's own record, an
//! agency clerk's own agency. Who sees names is a second, smaller table: [`sees_identity`].

use domain::context::Role;
use domain::migrant::abroad::{UnionMembershipEnded, UnionMembershipJoined};
use domain::stream::StreamKind;

/// A right to one kind of request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Permission {
    /// Reads one stream of a kind: state and history.
    Read(StreamKind),
    /// Records events on streams of a kind.
    Record(StreamKind),
    /// Looks persons and others up by words.
    Search,
    /// Sends a file of events for several streams.
    Import,
    /// Reads the placement histories, pseudonymous.
    Placements,
    /// Reads the board of complaints, without narratives.
    Complaints,
    /// Reads the protection service's work list.
    Protection,
    /// Reads a programme's cohort, pseudonymous.
    Cohort,
    /// Reads the findings.
    Findings,
    /// Reads who recorded what.
    Audit,
    /// Reads reports.
    Reports,
    /// Reads the raw log: heads and digests, no plaintext.
    Log,
    /// Follows the live feed: position, type and stream of what the role may read.
    Feed,
    /// Has the log verified.
    Verify,
    /// Reads the head of the log and the catalogue.
    Catalogue,
    /// Reads the metrics, sees how the read models do, has them rebuilt.
    Operate,
}

/// How far a right reaches.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Grant {
    /// Not at all.
    Nothing,
    /// To the stream that the token is bound to.
    Own,
    /// To everything of its kind.
    All,
}

/// The table. Roles that a line does not name have no such right.
pub fn grant(role: Role, permission: Permission) -> Grant {
    use Permission as P;
    use Role as R;
    let all = match permission {
        P::Read(kind) => return reading(role, kind),
        P::Record(kind) => return recording(role, kind),
        P::Search => matches!(
            role,
            R::Registrar | R::PesCounsellor | R::ConsularOfficer | R::ProtectionOfficer
        ),
        P::Import => {
            matches!(role, R::Registrar | R::PesCounsellor | R::ConsularOfficer | R::UnionOfficer)
        }
        P::Placements if role == R::AgencyClerk => return Grant::Own,
        P::Placements => matches!(
            role,
            R::Registrar
                | R::PesCounsellor
                | R::MinistryAuditor
                | R::LabourInspector
                | R::ConsularOfficer
                | R::ProtectionOfficer
                | R::Evaluator
        ),
        P::Complaints => matches!(
            role,
            R::MinistryAuditor
                | R::LabourInspector
                | R::UnionOfficer
                | R::ConsularOfficer
                | R::ProtectionOfficer
                | R::Evaluator
        ),
        P::Protection => matches!(role, R::ProtectionOfficer),
        P::Cohort => matches!(role, R::Evaluator | R::MinistryAuditor | R::ProtectionOfficer),
        P::Findings => matches!(
            role,
            R::MinistryAuditor | R::LabourInspector | R::ProtectionOfficer | R::Evaluator
        ),
        P::Audit => matches!(role, R::MinistryAuditor | R::Dpo),
        P::Reports => matches!(
            role,
            R::Registrar
                | R::PesCounsellor
                | R::MinistryAuditor
                | R::UnionOfficer
                | R::ConsularOfficer
                | R::ProtectionOfficer
                | R::Evaluator
        ),
        P::Log => matches!(role, R::Dpo),
        P::Feed => !matches!(role, R::Administrator | R::KeyOfficer | R::Migrant),
        P::Verify => matches!(
            role,
            R::MinistryAuditor | R::UnionOfficer | R::Evaluator | R::Dpo | R::Administrator
        ),
        P::Catalogue => true,
        P::Operate => matches!(role, R::Administrator),
    };
    if all { Grant::All } else { Grant::Nothing }
}

fn reading(role: Role, kind: StreamKind) -> Grant {
    use Role as R;
    use StreamKind as K;
    match kind {
        K::Migrant if role == R::Migrant => Grant::Own,
        K::Migrant => all_if(matches!(
            role,
            R::Registrar
                | R::PesCounsellor
                | R::MinistryAuditor
                | R::LabourInspector
                | R::ConsularOfficer
                | R::ProtectionOfficer
                | R::Evaluator
        )),
        K::Complaint => all_if(matches!(
            role,
            R::LabourInspector | R::UnionOfficer | R::ConsularOfficer | R::ProtectionOfficer
        )),
        K::Case => all_if(matches!(role, R::ProtectionOfficer)),
        K::Agency if role == R::AgencyClerk => Grant::Own,
        K::Agency | K::Employer | K::Vacancy | K::Programme | K::Organisation => all_if(!matches!(
            role,
            R::AgencyClerk | R::Dpo | R::KeyOfficer | R::Administrator | R::Migrant
        )),
        K::Registry => all_if(!matches!(role, R::AgencyClerk | R::Migrant)),
        K::User => all_if(matches!(role, R::MinistryAuditor | R::Dpo)),
        K::Finding => all_if(matches!(
            role,
            R::MinistryAuditor | R::LabourInspector | R::ProtectionOfficer | R::Evaluator
        )),
        K::Access => all_if(matches!(role, R::Dpo)),
    }
}

fn recording(role: Role, kind: StreamKind) -> Grant {
    use Role as R;
    use StreamKind as K;
    all_if(match kind {
        K::Migrant => matches!(
            role,
            R::Registrar
                | R::PesCounsellor
                | R::UnionOfficer
                | R::ConsularOfficer
                | R::ProtectionOfficer
                | R::Dpo
                | R::KeyOfficer
        ),
        K::Complaint => matches!(
            role,
            R::LabourInspector | R::UnionOfficer | R::ConsularOfficer | R::ProtectionOfficer
        ),
        K::Case => matches!(role, R::ProtectionOfficer),
        K::Agency | K::Employer => {
            matches!(role, R::Registrar | R::PesCounsellor | R::LabourInspector)
        }
        K::Vacancy => matches!(role, R::Registrar | R::PesCounsellor),
        K::Programme | K::Organisation | K::Registry => matches!(role, R::Registrar),
        K::User => matches!(role, R::Administrator),
        K::Finding => {
            matches!(role, R::MinistryAuditor | R::LabourInspector | R::ProtectionOfficer)
        }
        // Only the program itself writes who read what.
        K::Access => false,
    })
}

fn all_if(granted: bool) -> Grant {
    if granted { Grant::All } else { Grant::Nothing }
}

/// Whether a role that may read a stream also sees the personal parts of its entries.
///
/// Auditors and evaluators read the coded journey under a pseudonym; the data-protection officer
/// reads the log only.
pub fn sees_identity(role: Role) -> bool {
    match role {
        Role::Registrar
        | Role::PesCounsellor
        | Role::LabourInspector
        | Role::UnionOfficer
        | Role::ConsularOfficer
        | Role::ProtectionOfficer
        | Role::Migrant => true,
        Role::AgencyClerk
        | Role::MinistryAuditor
        | Role::Evaluator
        | Role::Dpo
        | Role::KeyOfficer
        | Role::Administrator => false,
    }
}

/// Whether a role learns that an event of this type stands on a stream that it may read.
///
/// Membership of a union is a special category of data: it is for the union and for herself.
pub fn sees_event(role: Role, type_id: u16) -> bool {
    let membership = [UnionMembershipJoined::TYPE.id, UnionMembershipEnded::TYPE.id];
    !membership.contains(&type_id) || matches!(role, Role::UnionOfficer | Role::Migrant)
}

/// Whether a role sees money, outcomes and counts on the board of complaints, or only categories
/// and dates.
pub fn sees_complaint_substance(role: Role) -> bool {
    role != Role::MinistryAuditor && grant(role, Permission::Complaints) != Grant::Nothing
}

/// Every right, for tests and for the documentation.
pub fn permissions() -> Vec<Permission> {
    use Permission as P;
    let mut all: Vec<P> = StreamKind::ALL.iter().map(|kind| P::Read(*kind)).collect();
    all.extend(StreamKind::ALL.iter().map(|kind| P::Record(*kind)));
    all.extend([
        P::Search,
        P::Import,
        P::Placements,
        P::Complaints,
        P::Protection,
        P::Cohort,
        P::Findings,
        P::Audit,
        P::Reports,
        P::Log,
        P::Feed,
        P::Verify,
        P::Catalogue,
        P::Operate,
    ]);
    all
}

impl std::fmt::Display for Permission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Read(kind) => write!(f, "read {kind}"),
            Self::Record(kind) => write!(f, "record {kind}"),
            Self::Search => f.write_str("search"),
            Self::Import => f.write_str("import"),
            Self::Placements => f.write_str("placements"),
            Self::Complaints => f.write_str("complaints"),
            Self::Protection => f.write_str("protection"),
            Self::Cohort => f.write_str("cohort"),
            Self::Findings => f.write_str("findings"),
            Self::Audit => f.write_str("audit"),
            Self::Reports => f.write_str("reports"),
            Self::Log => f.write_str("log"),
            Self::Feed => f.write_str("feed"),
            Self::Verify => f.write_str("verify"),
            Self::Catalogue => f.write_str("catalogue"),
            Self::Operate => f.write_str("operate"),
        }
    }
}

#[cfg(test)]
mod tests;
