//! A group is coded by its dimensions, and what is not known has a code of its own.

use domain::codes::Country;

use super::*;

fn person(sex: Option<&'static str>, birth_year: Option<i16>, activity: &str) -> Facets {
    Facets {
        sex,
        birth_year,
        origin: Some(Country::from_letters(*b"SN")),
        destination: Some(Country::from_letters(*b"ES")),
        activity: activity.parse().ok(),
        ..Facets::default()
    }
}

fn people() -> Vec<Facets> {
    vec![
        person(Some("F"), Some(1994), "9700"),
        person(Some("M"), Some(1990), "0113"),
        person(Some("M"), None, "0125"),
        person(None, Some(1996), ""),
    ]
}

fn items<'a>(people: &'a [Facets], on: &str) -> Vec<Item<'a, Facets>> {
    people.iter().map(|facets| Item::new(facets, *facets, on.parse().ok())).collect()
}

fn counts(rows: &[Row]) -> Vec<(String, u64)> {
    rows.iter()
        .map(|row| {
            let codes: Vec<_> = row.group.iter().map(|(_, code)| code.as_str()).collect();
            (codes.join(" "), row.n)
        })
        .collect()
}

#[track_caller]
fn check(by: &[Dimension], expected: &[(&str, u64)]) {
    let people = people();
    let items = items(&people, "2024-03-10");
    let query = Query { by: by.to_vec(), ..Query::default() };
    let rows = tabulate(&items, &query, |members| Measures::of(members.len()));
    let expected: Vec<_> = expected.iter().map(|(codes, n)| ((*codes).to_owned(), *n)).collect();
    assert_eq!(counts(&rows), expected);
}

#[test]
fn without_a_dimension_there_are_only_the_totals() {
    check(&[], &[("", 4)]);
}

#[test]
fn what_is_not_known_is_a_group_of_its_own() {
    check(&[Dimension::Sex], &[("_T", 4), ("F", 1), ("M", 2), ("_U", 1)]);
    check(&[Dimension::Agency], &[("_T", 4), ("_U", 4)]);
}

#[test]
fn a_sector_is_a_section_and_an_age_is_that_of_the_anchor() {
    check(&[Dimension::Sector], &[("_T", 4), ("A", 2), ("T", 1), ("_U", 1)]);
    check(&[Dimension::AgeGroup], &[("_T", 4), ("Y25T29", 2), ("Y30T34", 1), ("_U", 1)]);
}

#[test]
fn dimensions_combine_in_the_order_asked() {
    check(
        &[Dimension::Corridor, Dimension::Sex],
        &[("_T _T", 4), ("SN-ES F", 1), ("SN-ES M", 2), ("SN-ES _U", 1)],
    );
}

#[test]
fn a_month_is_unknown_where_only_the_year_is_known() {
    let people = people();
    let items = items(&people, "2024");
    let query = Query { by: vec![Dimension::Year, Dimension::Month], ..Query::default() };
    let rows = tabulate(&items, &query, |members| Measures::of(members.len()));
    assert_eq!(counts(&rows), [("_T _T".to_owned(), 4), ("2024 _U".to_owned(), 4)]);
}

#[test]
fn groups_overlap_where_a_row_has_several_codes() {
    let facets = Facets::default();
    let item = Item::new(&facets, facets, None)
        .coded(Dimension::Category, Some("HOUSING"))
        .coded(Dimension::Category, Some("FOOD"));
    let items = [item];
    let query = Query { by: vec![Dimension::Category], ..Query::default() };
    let rows = tabulate(&items, &query, |members| Measures::of(members.len()));
    let expected = [("_T", 1), ("FOOD", 1), ("HOUSING", 1)];
    assert_eq!(counts(&rows), expected.map(|(code, n)| (code.to_owned(), n)));
}

#[test]
fn groups_of_a_partitioning_dimension_add_up_to_the_total() {
    let people = people();
    let items = items(&people, "2024-03-10");
    for dimension in Dimension::ALL.iter().filter(|dimension| dimension.partitions()) {
        let query = Query { by: vec![*dimension], ..Query::default() };
        let rows = tabulate(&items, &query, |members| Measures::of(members.len()));
        let (total, groups) = rows.split_first().unwrap();
        assert_eq!(total.n, groups.iter().map(|row| row.n).sum::<u64>(), "{dimension:?}");
    }
}

#[test]
fn a_filter_keeps_the_rows_of_one_code() {
    let people = people();
    let query = Query {
        filters: vec![(Dimension::Sex, "M".to_owned()), (Dimension::Year, "2024".to_owned())],
        ..Query::default()
    };
    assert_eq!(select(items(&people, "2024-03-10"), &query).len(), 2);
    assert_eq!(select(items(&people, "2023-03-10"), &query).len(), 0);
}
