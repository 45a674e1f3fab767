//! People are found by names, numbers and other registers' ids, and no more after an erasure.

use domain::amendment::{
    CorrectedDetails, CorrectionReason, CorrectionRecorded, EventAnnulled, Replacement,
};
use domain::catalogue;
use domain::context::{Context, ExternalReference, PersonalPart};
use domain::decider::Format;
use domain::describe::{Field, Shape};
use domain::migrant::registration::{BirthPrecision, Identity, MigrantRegistered, Sex};
use domain::migrant::{self, registration};
use domain::text::{DocumentNumber, OrganisationName, PersonName, PhoneNumber};
use store::codec::Codec;

use super::*;
use crate::testing::{Log, day, stream};

fn registered() -> MigrantRegistered {
    MigrantRegistered {
        sex: Sex::Female,
        birth_year: Some(1994),
        birth_precision: BirthPrecision::Day,
        nationalities: vec!["SN".parse().unwrap()],
        residence: None,
        languages: Vec::new(),
        education: None,
        marital_status: None,
        disability: None,
        household_size: None,
        office: None,
    }
}

fn identity(given: &str, family: &str) -> Identity {
    Identity {
        given_name: given.to_owned().try_into().unwrap(),
        family_name: family.to_owned().try_into().unwrap(),
        birth_date: None,
        phone: Some("+221 77 123 45 67".to_owned().try_into().unwrap()),
        address: Some("Rue du Lac, Pikine".to_owned().try_into().unwrap()),
        mother_name: Some("Coumba".to_owned().try_into().unwrap()),
        documents: vec![registration::IdentityDocument {
            kind: registration::DocumentType::Passport,
            issuer: None,
            number: "A 012-345".to_owned().try_into().unwrap(),
            expires_on: None,
        }],
    }
}

fn part(identity: &Identity, reference: &str) -> PersonalPart {
    PersonalPart {
        references: vec![ExternalReference {
            source: "simulation".to_owned().try_into().unwrap(),
            id: reference.to_owned().try_into().unwrap(),
        }],
        details: Codec.encode(identity).unwrap(),
        ..PersonalPart::default()
    }
}

fn register(log: &Log, number: u16, identity: &Identity) -> EventId {
    let event = migrant::Event::Registration(registered().into());
    let part = part(identity, &format!("P{number:02}"));
    log.record_about(stream(b'M', number), event, (Context::on(day("2024-01-08")), Some(&part)))
}

fn persons(log: &Log) -> Persons {
    let mut persons = Persons::default();
    for entry in log.store.read(Position(0), 100).unwrap() {
        persons.take(&log.store, Persons::told(&log.store, &entry));
    }
    persons
}

fn found(log: &Log, text: &str) -> Vec<u16> {
    let hits = persons(log).search(text, &[], 10);
    let number = |hit: &Hit| {
        let [.., high, low] = hit.stream.to_bytes();
        u16::from_be_bytes([high, low])
    };
    hits.iter().map(number).collect()
}

fn two() -> Log {
    let log = Log::new();
    register(&log, 1, &identity("Aïssatou", "N'Diaye-Fall"));
    register(
        &log,
        2,
        &Identity { phone: None, documents: Vec::new(), ..identity("Mariam", "Fall") },
    );
    log
}

#[test]
fn names_are_found_whatever_their_case_accents_and_order() {
    let log = two();
    for text in ["aissatou", "AÏSSATOU", "ndiaye aïs", "Fall Aissatou", "N’Diaye", "fall-ndiaye"]
    {
        assert_eq!(found(&log, text), [1], "{text}");
    }
    assert_eq!(found(&log, "fall"), [1, 2]);
    assert_eq!(found(&log, "fall mariam"), [2]);
    for text in ["Aissatou Sow", "", " - ", "Pikine", "Coumba", "ssatou"] {
        assert_eq!(found(&log, text), [0_u16; 0], "{text}");
    }
}

#[test]
fn numbers_are_found_however_they_are_written() {
    let log = two();
    let phones = ["771234567", "00221771234567", "+221 77 123 45 67", "77 123 45 67"];
    let others = ["a012345", "A-012-345", "A 012 345", "P01", "p01 ndiaye", "ndiaye 77-123-45-67"];
    for text in phones.iter().chain(&others) {
        assert_eq!(found(&log, text), [1], "{text}");
    }
    assert_eq!(found(&log, "A0123"), [0_u16; 0], "a document is found by its whole number");
    assert_eq!(found(&log, "4567"), [0_u16; 0], "four digits would find too many");
}

#[test]
fn another_register_s_id_leads_to_the_stream() {
    let log = two();
    let runner = log.follow(day("2024-06-01"));
    let of = |kind, source: &str, id: &str| {
        runner.persons(|persons| persons.by_reference(kind, source, id))
    };
    assert_eq!(of(StreamKind::Migrant, "simulation", "P02"), [stream(b'M', 2)]);
    assert_eq!(of(StreamKind::Migrant, "simulation", "P03"), []);
    assert_eq!(of(StreamKind::Migrant, "ministry", "P02"), []);
    assert_eq!(of(StreamKind::Agency, "simulation", "P02"), []);
}

#[test]
fn an_id_that_was_given_twice_leads_to_both_in_the_order_of_the_log() {
    let log = Log::new();
    register(&log, 2, &identity("Awa", "Sarr"));
    log.record_about(
        stream(b'M', 1),
        migrant::Event::Registration(registered().into()),
        (Context::on(day("2024-01-08")), Some(&part(&identity("Fatou", "Ndiaye"), "P02"))),
    );
    let runner = log.follow(day("2024-06-01"));
    let both =
        runner.persons(|persons| persons.by_reference(StreamKind::Migrant, "simulation", "P02"));
    assert_eq!(both, [stream(b'M', 2), stream(b'M', 1)]);
}

#[test]
fn an_annulled_registration_finds_nobody_until_the_annulment_is_annulled() {
    let log = Log::new();
    let target = register(&log, 1, &identity("Awa", "Sarr"));
    let annul = |target| {
        let said = EventAnnulled { target, reason: CorrectionReason::WrongPerson };
        let event = migrant::Event::Amendment(said.into());
        log.record(stream(b'M', 1), event, Context::on(day("2024-01-09")))
    };
    let annulment = annul(target);
    assert_eq!(found(&log, "sarr"), [0_u16; 0]);
    annul(annulment);
    assert_eq!(found(&log, "sarr"), [1]);
}

#[test]
fn a_corrected_name_is_found_and_the_mistyped_one_no_longer() {
    let log = Log::new();
    let target = register(&log, 1, &identity("Awa", "Saar"));
    let replacement = |payload| Replacement {
        type_id: MigrantRegistered::TYPE.id,
        schema: MigrantRegistered::TYPE.schema,
        payload,
    };
    let said = CorrectionRecorded {
        target,
        reason: CorrectionReason::Typo,
        changed: vec!["family_name".parse().unwrap()],
        happened_on: None,
        replacement: replacement(Codec.encode(&registered()).unwrap()),
    };
    let details = CorrectedDetails {
        file_reference: None,
        replacement: Some(replacement(Codec.encode(&identity("Awa", "Sarr")).unwrap())),
    };
    let part = PersonalPart { details: Codec.encode(&details).unwrap(), ..PersonalPart::default() };
    let event = migrant::Event::Amendment(said.into());
    log.record_about(stream(b'M', 1), event, (Context::on(day("2024-01-09")), Some(&part)));
    assert_eq!((found(&log, "sarr"), found(&log, "saar")), (vec![1], vec![]));
    assert_eq!(found(&log, "P01"), [1], "her references stay");
}

#[test]
fn nothing_is_left_of_an_erased_person() {
    let log = two();
    let mut persons = persons(&log);
    persons.forget(stream(b'M', 1));
    assert_eq!(persons.len(), 1);
    assert!(!persons.index.leads_to(stream(b'M', 1)));
    assert!(persons.index.leads_to(stream(b'M', 2)));
    assert!(persons.search("aissatou", &[], 10).is_empty());
}

#[test]
fn debug_shows_no_name() {
    let log = two();
    let shown = format!("{:?}", persons(&log));
    assert!(!shown.to_lowercase().contains("aissatou"));
}

fn visit(fields: &[Field], within: &str, to: &mut dyn FnMut(&str, &str, usize)) {
    for field in fields {
        if let Shape::Text { chars_max } = field.shape {
            to(field.name, within, chars_max);
        } else if let Shape::Record { fields } = field.shape {
            visit(fields, within, to);
        } else if let Shape::List { item: Shape::Record { fields } } = field.shape {
            visit(fields, field.name, to);
        }
    }
}

/// A new event type with a name in it is found, or somebody decided that it should not be.
#[test]
fn every_personal_text_that_names_somebody_is_found_or_left_out_on_purpose() {
    const LEFT_OUT: [&str; 4] = ["mother_name", "manager", "document", "number"];
    let names = [
        PersonName::CHARS_MAX,
        OrganisationName::CHARS_MAX,
        PhoneNumber::CHARS_MAX,
        DocumentNumber::CHARS_MAX,
    ];
    for event_type in catalogue::all() {
        visit(event_type.personal, "", &mut |name, within, chars_max| {
            let known = texts::facet_of(name, within).is_some() || LEFT_OUT.contains(&name);
            assert!(known || !names.contains(&chars_max), "{}: {name}", event_type.name);
        });
    }
}

#[test]
fn somebody_of_the_same_name_and_number_is_alike_and_nobody_else() {
    let log = Log::new();
    register(&log, 1, &identity("Fatou Bintou", "Ndiaye"));
    let alike = |name: &str, phone: &str, document: &str| {
        let mut who = Likeness::named(name);
        who.phone(phone);
        who.document(document);
        !persons(&log).alike(&who).is_empty()
    };
    assert!(alike("Fatou Ndiaye", "77 123 45 67", ""));
    assert!(alike("FATOU BINTOU N'DIAYE", "", "a012345"));
    assert!(!alike("Fatou Ndiaye", "", ""), "a name alone is shared by thousands");
    assert!(!alike("Fatou Ndiaye", "77 123 45 68", "A012346"));
    assert!(!alike("Awa Ndiaye", "77 123 45 67", ""), "a household shares a telephone");
    assert!(!alike("Ndiaye", "77 123 45 67", ""));
}
