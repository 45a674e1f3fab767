//! From what somebody sends to what the log keeps and shows, with the real formats, for callers
//! that learn the kind of a stream at run time.

use api::json::Json;
use domain::aggregate::{Others, Standing};
use domain::any::{self, AnyHistory, Declined, Proposed, Request, Sealable};
use domain::context::{Context, PersonalPart, Timestamp};
use domain::decider::{Class, Coded, Format};
use domain::id::{EventId, StreamId, SubjectId};
use domain::stored::{Head, read_context};
use domain::stream::StreamKind;
use serde_json::{Value, json};
use store::Codec;

const STREAM: StreamId = StreamId::from_bytes([0x57; 16]);
const SUB_AGENT: &str = "0190f3c5-7a51-7c1e-8a43-00000000000a";

/// What somebody sends, on day `n` of 2024.
fn propose(kind: StreamKind, n: u8, type_name: &str, data: Value) -> Result<Proposed, Declined> {
    propose_with(kind, (n, type_name), data, None)
}

fn propose_with(
    kind: StreamKind,
    (n, type_name): (u8, &str),
    data: Value,
    personal: Option<Value>,
) -> Result<Proposed, Declined> {
    let day: domain::date::Day = format!("2024-01-{n:02}").parse().expect("a day");
    let data = data.to_string();
    let personal = personal.map(|personal| personal.to_string());
    let request = Request {
        event_id: EventId::from_bytes([n; 16]),
        stream: STREAM,
        kind,
        type_name,
        context: Context::on(day),
        data: data.as_bytes(),
        personal: personal.as_deref().map(str::as_bytes),
        about: PersonalPart::default(),
        now: Timestamp(1_893_456_000_000),
    };
    any::propose(&Json, &Codec, request)
}

fn agency(n: u8) -> Proposed {
    let data = json!({"country": "SN", "kind": "PRIVATE"});
    let personal = json!({"name": "Agence du Fleuve"});
    propose_with(StreamKind::Agency, (n, "agency_registered"), data, Some(personal))
        .expect("an agency")
}

fn licence(n: u8, valid_to: &str) -> Value {
    json!({"licence": "L-1", "valid_from": format!("2024-01-{n:02}"), "valid_to": valid_to})
}

/// Judges a fact, adds it, and gives the bytes that the log would keep.
fn record(history: &mut AnyHistory, proposed: &Proposed) -> Result<Sealable, Declined> {
    let mut others = Others::default();
    for (_, stream) in proposed.references() {
        others.insert(stream, Standing::default());
    }
    let mut decided = history.decide(&others, proposed)?;
    let decided = decided.pop().expect("one fact");
    let sealed = decided.seal(&Codec)?;
    history.push(decided, u64::from(sealed.event_id.to_bytes()[0]))?;
    Ok(sealed)
}

fn reopened(kind: StreamKind, sealed: &[Sealable]) -> AnyHistory {
    let entries = sealed.iter().map(|sealed| {
        let head = Head {
            position: u64::from(sealed.event_id.to_bytes()[0]),
            recorded_at: Timestamp(1_893_456_000_000),
            event_id: sealed.event_id,
            stream: sealed.stream,
            type_id: sealed.type_id,
            schema: sealed.schema,
        };
        (head, sealed.facts.clone())
    });
    AnyHistory::read(kind, &Codec, entries).expect("readable")
}

fn shown(sealed: &Sealable) -> Value {
    let (_, payload) = read_context(&Codec, &sealed.facts).expect("readable");
    let shown = any::show(&Codec, &Json, (sealed.type_id, sealed.schema), payload);
    serde_json::from_slice(&shown.expect("showable")).expect("JSON")
}

#[track_caller]
fn check_declined(result: Result<Proposed, Declined>, code: &str, class: Class) {
    let declined = result.expect_err("it is declined");
    assert_eq!((declined.code(), declined.class()), (code, class));
}

#[test]
fn what_was_decided_is_read_back_as_the_same_history() {
    let mut history = AnyHistory::empty(StreamKind::Agency);
    let first = record(&mut history, &agency(1)).expect("accepted");
    let granted =
        propose(StreamKind::Agency, 2, "agency_licence_granted", licence(2, "2025-12-31"));
    let second = record(&mut history, &granted.expect("a licence")).expect("accepted");
    assert_eq!(reopened(StreamKind::Agency, &[first, second]), history);
}

#[test]
fn the_next_fact_of_a_batch_is_judged_after_the_one_before_it() {
    let granted = || {
        propose(StreamKind::Agency, 2, "agency_licence_granted", licence(2, "2025-12-31"))
            .expect("a licence")
    };
    let mut history = AnyHistory::empty(StreamKind::Agency);
    let refused = record(&mut history, &granted()).expect_err("not registered");
    assert_eq!((refused.code(), refused.class()), ("agency.not_registered", Class::Conflict));
    record(&mut history, &agency(1)).expect("accepted");
    record(&mut history, &granted()).expect("accepted");
}

#[test]
fn a_fact_that_names_an_unknown_stream_is_refused() {
    let data = json!({
        "licence": "L-1",
        "valid_from": "2024-01-02",
        "authority": "0190f3c5-7a51-7c1e-8a43-000000000001",
    });
    let mut history = AnyHistory::empty(StreamKind::Agency);
    record(&mut history, &agency(1)).expect("accepted");
    let granted = propose(StreamKind::Agency, 2, "agency_licence_granted", data).expect("read");
    let authority = granted.references();
    assert_eq!(authority.len(), 1);
    assert_eq!(authority[0].0, StreamKind::Organisation);
    let refused = history.decide(&Others::default(), &granted).expect_err("unknown");
    assert_eq!(refused.code(), "event.unknown_reference");
    record(&mut history, &granted).expect("accepted once the organisation is known");
}

#[test]
fn a_correction_is_sent_and_shown_with_the_name_of_its_type() {
    let mut history = AnyHistory::empty(StreamKind::Agency);
    record(&mut history, &agency(1)).expect("accepted");
    let correction = json!({
        "target": EventId::from_bytes([1; 16]).to_string(),
        "reason": "TYPO",
        "changed": ["country"],
        "happened_on": null,
        "replacement": {
            "type": "agency_registered", "country": "ML", "subdivision": null, "kind": "PRIVATE",
        },
    });
    let personal = json!({
        "file_reference": "R-17",
        "replacement": {
            "type": "agency_registered", "name": "Agence du Niger", "registration_number": null,
            "address": null, "phone": null, "manager": null,
        },
    });
    let proposed = propose_with(
        StreamKind::Agency,
        (3, "correction_recorded"),
        correction.clone(),
        Some(personal.clone()),
    );
    let sealed = record(&mut history, &proposed.expect("a correction")).expect("accepted");
    assert_eq!(shown(&sealed), correction);
    let [(subject, part)] = sealed.personal.as_slice() else { panic!("one part") };
    assert_eq!(*subject, SubjectId::from(STREAM));
    let part: PersonalPart = Codec.decode(part).expect("readable");
    let details = any::show_personal(&Codec, &Json, (sealed.type_id, 1), &part.details);
    let details: Value = serde_json::from_slice(&details.expect("showable")).expect("JSON");
    assert_eq!(details, personal);
    let AnyHistory::Agency(history) = history else { panic!("an agency") };
    let facts = history.effective_now();
    assert_eq!(facts.len(), 1);
    assert_eq!(facts[0].corrected_by, Some(EventId::from_bytes([3; 16])));
}

#[test]
fn a_correction_of_another_type_is_refused() {
    let mut history = AnyHistory::empty(StreamKind::Agency);
    record(&mut history, &agency(1)).expect("accepted");
    let correction = json!({
        "target": EventId::from_bytes([1; 16]).to_string(),
        "reason": "TYPO",
        "changed": [],
        "replacement": {"type": "agency_licence_revoked", "reason": "FRAUD"},
    });
    let proposed = propose(StreamKind::Agency, 3, "correction_recorded", correction);
    let refused = record(&mut history, &proposed.expect("read")).expect_err("another type");
    assert_eq!((refused.code(), refused.class()), ("amendment.other_type", Class::Invalid));
}

#[test]
fn an_annulment_takes_a_fact_back() {
    let mut history = AnyHistory::empty(StreamKind::Agency);
    record(&mut history, &agency(1)).expect("accepted");
    let target = json!({"target": EventId::from_bytes([1; 16]).to_string(), "reason": "TYPO"});
    let proposed = propose(StreamKind::Agency, 3, "event_annulled", target).expect("read");
    record(&mut history, &proposed).expect("accepted");
    record(&mut history, &agency(4)).expect("it can be registered again");
}

#[test]
fn a_sub_agent_s_name_is_sealed_under_her_own_key() {
    let day: domain::date::Day = "2024-01-05".parse().expect("a day");
    let note = String::from("vue au guichet").try_into().expect("a text");
    let request = Request {
        event_id: EventId::from_bytes([5; 16]),
        stream: STREAM,
        kind: StreamKind::Agency,
        type_name: "sub_agent_linked",
        context: Context::on(day),
        data: &serde_json::to_vec(&json!({"sub_agent": SUB_AGENT, "licensed": false}))
            .expect("JSON"),
        personal: Some(br#"{"name": "Ndeye"}"#),
        about: PersonalPart { note: Some(note), ..PersonalPart::default() },
        now: Timestamp(1_893_456_000_000),
    };
    let proposed = any::propose(&Json, &Codec, request).expect("a sub-agent");
    let sealed = proposed.seal(&Codec).expect("small enough");
    let [(own, remark), (hers, name)] = sealed.personal.as_slice() else { panic!("two parts") };
    assert_eq!(*own, SubjectId::from(STREAM));
    assert_eq!(*hers, SUB_AGENT.parse().expect("an id"));
    let remark: PersonalPart = Codec.decode(remark).expect("readable");
    let name: PersonalPart = Codec.decode(name).expect("readable");
    assert!(remark.note.is_some() && remark.details.is_empty());
    assert!(name.note.is_none() && !name.details.is_empty());
}

#[test]
fn an_unknown_event_type_is_named_as_such() {
    let result = propose(StreamKind::Agency, 1, "agency_dreamt", json!({}));
    check_declined(result, "event.unknown_type", Class::Invalid);
}

#[test]
fn an_event_of_another_kind_of_stream_is_declined() {
    let result = propose(StreamKind::Employer, 1, "agency_registered", json!({}));
    check_declined(result, "event.other_stream", Class::Invalid);
    let mut history = AnyHistory::empty(StreamKind::Employer);
    let refused = record(&mut history, &agency(1)).expect_err("an agency is no employer");
    assert_eq!(refused.code(), "event.other_stream");
}

#[test]
fn data_of_another_form_are_declined_and_not_quoted() {
    for data in [
        json!({}),
        json!({"country": "SN", "kind": "PRIVATE", "owner": "Fatoumata"}),
        json!({"country": "Fatoumata", "kind": "PRIVATE"}),
        json!({"country": "SN", "kind": "Fatoumata"}),
        json!("Fatoumata"),
    ] {
        let declined = propose(StreamKind::Agency, 1, "agency_registered", data);
        let declined = declined.expect_err("it does not fit");
        assert_eq!(declined.code(), "event.malformed");
        assert!(!format!("{declined} {declined:?}").contains("Fatoumata"));
    }
}

#[test]
fn a_personal_part_of_another_form_is_declined_and_not_quoted() {
    let data = json!({"country": "SN", "kind": "PRIVATE"});
    let personal = Some(json!({"surname": "Fatoumata"}));
    let result = propose_with(StreamKind::Agency, (1, "agency_registered"), data, personal);
    let declined = result.expect_err("it does not fit");
    assert_eq!(declined.code(), "event.malformed_personal");
    assert!(!format!("{declined} {declined:?}").contains("Fatoumata"));
}

#[test]
fn a_personal_part_where_there_is_none_is_declined() {
    let data = json!({"reason": "CEASED"});
    let result =
        propose_with(StreamKind::Agency, (1, "agency_licence_expired"), data, Some(json!({})));
    check_declined(result, "event.no_personal_part", Class::Invalid);
}

#[test]
fn a_replacement_says_of_which_type_it_is() {
    for replacement in [json!({"country": "SN"}), json!({"type": "agency_dreamt"}), json!(7)] {
        let data = json!({
            "target": EventId::from_bytes([1; 16]).to_string(),
            "reason": "TYPO",
            "changed": [],
            "replacement": replacement,
        });
        let result = propose(StreamKind::Agency, 3, "correction_recorded", data);
        check_declined(result, "event.replacement_without_type", Class::Invalid);
    }
}

#[test]
fn more_than_an_entry_holds_is_declined() {
    let data = json!({
        "target": EventId::from_bytes([1; 16]).to_string(),
        "reason": "TYPO",
        "changed": vec!["a-field-of-a-name-of-some-length"; 2_000],
        "replacement": {"type": "agency_licence_expired", "reason": "CEASED"},
    });
    let proposed = propose(StreamKind::Agency, 3, "correction_recorded", data).expect("read");
    assert_eq!(proposed.seal(&Codec).map(|_| ()), Err(Declined::TooLarge));
}

/// What a person is called must not appear where somebody prints a value to find a fault.
#[test]
fn nothing_personal_is_printed_for_debugging() {
    let printed = format!("{:?}", agency(1));
    assert!(!printed.contains("Fleuve"), "{printed}");
}

#[test]
fn a_request_is_completed_with_its_cycle() {
    let mut proposed = agency(1);
    proposed.context_mut().cycle = Some("C01".parse().expect("a label"));
    let sealed = proposed.seal(&Codec).expect("small enough");
    let (context, _) = read_context(&Codec, &sealed.facts).expect("readable");
    assert_eq!(context.cycle, Some("C01".parse().expect("a label")));
}
