//! What can be said without bytes; how requests become bytes is proven with the real formats in
//! the `tests` crate.

use std::collections::BTreeMap;

use super::{AnyHistory, Declined, kind_of};
use crate::decider::{Class, Coded};
use crate::stream::StreamKind;

#[test]
fn a_type_number_says_on_which_kind_of_stream_it_stands() {
    assert_eq!(kind_of(600), Some(StreamKind::Complaint));
    assert_eq!(kind_of(701), Some(StreamKind::Agency));
    assert_eq!(kind_of(850), Some(StreamKind::Registry));
}

#[test]
fn amendments_and_unknown_numbers_say_no_kind() {
    assert_eq!(kind_of(10), None);
    assert_eq!(kind_of(65_000), None);
}

#[test]
fn an_empty_history_is_of_its_kind_and_stands_nowhere() {
    for kind in StreamKind::ALL {
        let history = AnyHistory::empty(*kind);
        assert_eq!((history.kind(), history.is_empty()), (*kind, true));
        assert_eq!(history.standing(), None);
    }
}

#[test]
fn the_listed_reasons_are_the_ones_that_are_given() {
    let given = [
        Declined::UnknownType,
        Declined::OtherStream { kind: StreamKind::Agency },
        Declined::Malformed,
        Declined::MalformedPersonal,
        Declined::NoPersonalPart,
        Declined::ReplacementWithoutType,
        Declined::TooLarge,
    ];
    let given: BTreeMap<_, Class> =
        given.iter().map(|reason| (reason.code(), reason.class())).collect();
    let listed = Declined::OWN.iter().map(|(code, class, _)| (*code, *class)).collect();
    assert_eq!(given, listed);
}
