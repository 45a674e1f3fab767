//! What the table must never say, whoever edits it.

use super::*;

fn may(role: Role, permission: Permission) -> bool {
    grant(role, permission) != Grant::Nothing
}

#[test]
fn an_agency_clerk_learns_nothing_of_complaints_cases_or_persons() {
    for permission in [
        Permission::Read(StreamKind::Complaint),
        Permission::Read(StreamKind::Case),
        Permission::Read(StreamKind::Migrant),
        Permission::Complaints,
        Permission::Protection,
        Permission::Findings,
        Permission::Search,
        Permission::Reports,
    ] {
        assert!(!may(Role::AgencyClerk, permission), "{permission}");
    }
    assert_eq!(grant(Role::AgencyClerk, Permission::Placements), Grant::Own);
}

#[test]
fn protection_data_is_for_the_protection_service_alone() {
    for role in Role::ALL {
        for permission in [
            Permission::Protection,
            Permission::Read(StreamKind::Case),
            Permission::Record(StreamKind::Case),
        ] {
            assert_eq!(may(*role, permission), *role == Role::ProtectionOfficer, "{role}");
        }
    }
}

#[test]
fn the_administrator_sees_configuration_and_health_and_no_person() {
    let allowed: Vec<String> = permissions()
        .into_iter()
        .filter(|permission| may(Role::Administrator, *permission))
        .map(|permission| permission.to_string())
        .collect();
    assert_eq!(allowed, ["read registry", "record user", "verify", "catalogue", "operate"]);
}

#[test]
fn evaluators_and_auditors_never_see_names() {
    for role in [Role::Evaluator, Role::MinistryAuditor, Role::Dpo, Role::Administrator] {
        assert!(!sees_identity(role), "{role}");
        assert!(!may(role, Permission::Search), "{role}");
    }
    assert!(!sees_complaint_substance(Role::MinistryAuditor));
    assert!(sees_complaint_substance(Role::UnionOfficer));
}

#[test]
fn a_worker_reads_her_own_record_and_nobody_elses() {
    assert_eq!(grant(Role::Migrant, Permission::Read(StreamKind::Migrant)), Grant::Own);
    for permission in permissions() {
        let reach = grant(Role::Migrant, permission);
        let harmless = permission == Permission::Catalogue;
        assert!(harmless || reach != Grant::All, "{permission}");
    }
}

#[test]
fn nobody_writes_the_traces_of_reading_by_hand() {
    for role in Role::ALL {
        assert!(!may(*role, Permission::Record(StreamKind::Access)), "{role}");
    }
}
