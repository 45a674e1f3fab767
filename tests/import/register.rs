//! A realistic register of a French-speaking ministry: Windows-1252, semicolons, days first, codes
//! of its own, and every fault that such a file has.

use serde_json::Value;

use crate::{Desk, REJECTED, number, rejected, rejects};

pub(crate) const MAPPING: &str = r#"
source = "anpej 2019 & suites"
encoding = "windows-1252"
dates = "day-first"
decimal = ","
empty = ["-", "néant"]

[codes.sexe]
Homme = "M"
Femme = "F"

[codes.pays]
"Sénégal" = "SN"
Mali = "ML"
Espagne = "ES"
"Côte d'Ivoire" = "CI"

[[event]]
type = "migrant_registered"
stream = "N° dossier"
occurred_on = "Date d'inscription"
once = true
[event.fields]
sex = { column = "Sexe", codes = "sexe" }
birth_year = { column = "Né(e) le", part = "year" }
birth_precision = { value = "DAY" }
nationalities = { column = "Nationalité", codes = "pays" }
"personal.given_name" = "Prénom"
"personal.family_name" = "Nom"
"personal.birth_date" = "Né(e) le"
"personal.phone" = "Téléphone"
"personal.documents.0.kind" = { value = "PASSPORT" }
"personal.documents.0.number" = "Passeport"

[[event]]
type = "cycle_opened"
stream = "N° dossier"
occurred_on = "Date d'inscription"
when = { column = "Départ", filled = true }
[event.fields]
cycle = { value = "C01" }
ordinal = { value = 1 }
path = { value = "REGULAR" }
intended_country = { column = "Destination", codes = "pays" }
origin = { value = "LIVE" }
check_ins = { value = "NONE" }

[[event]]
type = "departure_recorded"
stream = "N° dossier"
occurred_on = "Départ"
when = { column = "Départ", filled = true }
[event.fields]
mode = { value = "AIR" }
regular = { value = true }
destination = { column = "Destination", codes = "pays" }
source = { value = "AGENCY" }
"#;

pub(crate) const HEADER: &str = "N° dossier;Date d'inscription;Sexe;Né(e) le;Nationalité;Prénom;\
                                 Nom;Téléphone;Passeport;Destination;Départ;Observations";

/// A good row: somebody registered, and gone if `gone`.
pub(crate) fn row(number: u32, gone: bool) -> String {
    let (destination, departure) = if gone { ("Espagne", "15/06/2019") } else { ("", "") };
    let (sex, name) =
        if number.is_multiple_of(2) { ("Femme", "Aïssatou") } else { ("Homme", "Élie") };
    format!(
        "D/{number:05};03/04/2019;{sex};12/05/19{:02};Sénégal;{name};Diallo;77 {:03} {:02} {:02};-;\
         {destination};{departure};\"l'an \"\"passé\"\"\"",
        60 + number % 40,
        number / 10_000,
        number / 100 % 100,
        number % 100,
    )
}

/// The bytes of a text in Windows-1252, as far as these files need it.
pub(crate) fn windows(text: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        '€' => 0x80,
        letter => u8::try_from(u32::from(letter)).expect("a letter of Latin-1"),
    };
    text.chars().map(byte).collect()
}

/// Faulty rows: the text, the code, and the text put right.
fn faulty() -> Vec<(String, &'static str, String)> {
    let good = |number: u32| row(number, false);
    let fault = |number: u32, from: &str, to: &str, code: &'static str| {
        let text = good(number).replacen(from, to, 1);
        assert_ne!(text, good(number), "{from}");
        (text, code, good(number))
    };
    let cells = |number: u32| good(number).split(';').map(str::to_owned).collect::<Vec<_>>();
    vec![
        fault(101, "03/04/2019", "31/02/2019", "import.not_a_date"),
        fault(102, "03/04/2019", "03/04/19", "import.short_year"),
        fault(103, "Homme", "Garçon", "import.code_untranslated"),
        fault(104, "Sénégal", "Tchad", "import.code_untranslated"),
        fault(105, "Élie", "", "field.missing"),
        fault(106, "D/00106", "", "import.no_name"),
        fault(107, "Élie", "Él\u{7}ie", "import.control_character"),
        fault(108, "Aïssatou", "Aïss\0atou", "import.nul"),
        (cells(109)[..6].join(";"), "import.too_few_cells", good(109)),
        (good(110) + ";de trop", "import.too_many_cells", good(110)),
        (
            good(111).replacen("Élie", "\"Élie", 1).replacen("\"l'an \"\"passé\"\"\"", "", 1),
            "import.open_quote",
            good(111),
        ),
        fault(112, "03/04/2019", "03/04/2031", "event.in_the_future"),
        fault(113, "12/05/1993", "en 1973", "import.not_a_date"),
        // Her own number under another reference.
        (good(2).replacen("D/00002", "D/00114", 1), "import.probable_duplicate", good(114)),
        // Another person under a reference that is taken.
        (good(115).replacen("D/00115", "D/00003", 1), "migrant.already_registered", good(115)),
        // She left before she was registered, and once more after that.
        (
            row(116, true).replacen("Espagne", "Atlantide", 1),
            "import.code_untranslated",
            row(116, true),
        ),
        fault(
            117,
            "77 000 01 17",
            "77 000 01 17 ou au bureau du frère de la voisine",
            "field.not_a_text",
        ),
    ]
}

/// The register, where its faulty rows stand, and the same put right.
fn register() -> (String, Vec<(u64, &'static str)>, String) {
    let (mut text, mut mended) = (format!("{HEADER}\r\n"), format!("{HEADER}\r\n"));
    let mut wrong = Vec::new();
    let mut line = 1;
    for number in 1..=40 {
        line += 1;
        let good = row(number, number % 3 == 0);
        text.push_str(&format!("{good}\r\n"));
        mended.push_str(&format!("{good}\r\n"));
        let index = usize::try_from(number).unwrap().checked_sub(20);
        if let Some((bad, code, right)) = index.and_then(|index| faulty().into_iter().nth(index)) {
            line += 1;
            text.push_str(&format!("{bad}\r\n"));
            mended.push_str(&format!("{right}\r\n"));
            wrong.push((line, code));
        }
    }
    (text, wrong, mended)
}

/// Puts the rejects right as a clerk does: each row becomes what it should have been.
fn mend(desk: &Desk, report: &Value, name: &str) -> std::path::PathBuf {
    let text = std::fs::read(rejects(report)).unwrap();
    let text: String = text.iter().map(|byte| char::from(*byte)).collect();
    let mut lines = text.lines();
    let mut mended = lines.next().unwrap().to_owned() + "\n";
    for (line, (_, _, right)) in lines.zip(faulty()) {
        // What is said about the rejection stays as it is.
        let about: Vec<&str> = line.splitn(6, ';').collect();
        assert_eq!(about.len(), 6, "{line}");
        mended.push_str(&format!("{};{right}\n", about[..5].join(";")));
    }
    desk.write(name, &windows(&mended))
}

#[test]
fn a_messy_register_goes_in_row_by_row_is_mended_and_fed_back() {
    let (text, wrong, mended) = register();
    let mut reports = Vec::new();
    for mut desk in Desk::both() {
        let mapping = desk.write("register.toml", MAPPING.as_bytes()).display().to_string();
        let file = desk.write("register.csv", &windows(&text));
        let told = desk.report(&file, &["--mapping", &mapping]);
        assert_eq!(number(&told, "rows"), 57);
        assert_eq!(number(&told, "refused"), 17);
        let expected: Vec<_> =
            wrong.iter().map(|(line, code)| (*line, (*code).to_owned())).collect();
        assert_eq!(rejected(&told), expected);
        // 40 good people, 13 of whom left.
        assert_eq!(number(&told, "recorded"), 40 + 2 * 13);
        assert_eq!(told["types"]["migrant_registered"], 40);
        assert!(!told.to_string().contains("Diallo"));

        let again = desk.report(&file, &["--mapping", &mapping]);
        let counts = ["recorded", "known", "refused"].map(|name| number(&again, name));
        assert_eq!(counts, [0, 40, 17]);

        let rejects = mend(&desk, &told, "mended.csv");
        let back = desk.report(&rejects, &["--mapping", &mapping]);
        let counts = ["rows", "recorded", "refused"].map(|name| number(&back, name));
        assert_eq!(counts, [17, 17 + 2, 0], "{back}");
        let back = desk.report(&rejects, &["--mapping", &mapping]);
        assert_eq!(["recorded", "known"].map(|name| number(&back, name)), [0, 17]);

        // The whole register, put right where it stands, says nothing new either.
        let whole = desk.write("whole.csv", &windows(&mended));
        let whole = desk.report(&whole, &["--mapping", &mapping]);
        assert_eq!(["recorded", "known"].map(|name| number(&whole, name)), [0, 57]);
        assert_eq!(desk.entries(), 57 + 2 * 14);
        reports.push(told);
    }
    for report in &mut reports {
        // Stream ids are random, and so are those that a sentence names.
        report["rejects"] = Value::Null;
        for row in report["rejected"].as_array_mut().unwrap() {
            let sentence = row["sentence"].as_str().unwrap();
            row["sentence"] = sentence.split(": 01").next().unwrap().into();
        }
    }
    assert_eq!(reports[0], reports[1]);
}

#[test]
fn rejects_can_be_fed_back_as_they_are_and_are_rejected_for_the_same_reasons() {
    let desk = Desk::folder();
    let (text, _, _) = register();
    let mapping = desk.write("register.toml", MAPPING.as_bytes()).display().to_string();
    let file = desk.write("register.csv", &windows(&text));
    let told = desk.report(&file, &["--mapping", &mapping]);
    let path = rejects(&told);
    assert!(path.ends_with("register.csv.rejects.csv"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let again = desk.report(&path, &["--mapping", &mapping]);
    let codes = |report: &Value| {
        rejected(report).into_iter().map(|(_, code)| code).collect::<Vec<String>>()
    };
    let mut expected = codes(&told);
    // The stray mark is a letter now, and the name with it goes in.
    expected.retain(|code| code != "import.open_quote");
    assert_eq!(codes(&again), expected);
    assert_eq!(number(&again, "recorded"), 1);
    let path = rejects(&again);
    assert!(path.ends_with("register.csv.rejects-2.csv"), "{}", path.display());
}

#[test]
fn the_outcome_tells_what_happened_and_shows_nobody() {
    let desk = Desk::folder();
    let (text, _, _) = register();
    let mapping = desk.write("register.toml", MAPPING.as_bytes()).display().to_string();
    let file = desk.write("register.csv", &windows(&text));
    let ended = desk.import(&file, &["--mapping", &mapping]);
    assert_eq!(ended.exit, Some(REJECTED));
    let said = ended.out + &ended.err;
    for words in [
        "57 lignes lues",
        "66 faits enregistrés",
        "40 migrant_registered: ",
        "40 nouvelles personnes",
        "17 lignes rejetées",
        "rejets: ",
        "ligne 22: ",
        "17 lignes rejetées; corrigez-les dans ce fichier",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(said.contains("cette date n'existe pas dans l'ordre indiqué"), "{said}");
    for personal in ["Diallo", "Garçon", "Tchad", "77 000"] {
        assert!(!said.contains(personal), "{personal}: {said}");
    }
}

#[test]
fn the_outcome_speaks_the_language_that_is_asked_for() {
    let desk = Desk::folder();
    let mapping = desk.write("register.toml", MAPPING.as_bytes()).display().to_string();
    let text = format!("{HEADER}\n{}\n", row(1, true));
    let file = desk.write("register.csv", &windows(&text));
    for (language, words) in [
        ("fr", ["1 lignes lues", "3 faits seraient enregistrés", "0 lignes rejetées"]),
        ("en", ["1 rows read", "3 events would be recorded", "0 rows rejected"]),
        ("es", ["1 filas leídas", "3 hechos se registrarían", "0 filas rechazadas"]),
    ] {
        let said = desk.import(&file, &["--mapping", &mapping, "--dry-run", "--lang", language]);
        for words in words {
            assert!(said.out.contains(words), "{words}: {}", said.out);
        }
    }
}

#[test]
fn a_probable_duplicate_is_recorded_where_the_mapping_says_so() {
    let desk = Desk::folder();
    let twin = row(2, false).replacen("D/00002", "D/00114", 1);
    let text = format!("{HEADER}\n{}\n{twin}\n", row(2, false));
    let file = desk.write("register.csv", &windows(&text));
    let create = format!("on_probable_duplicate = \"create\"\n{MAPPING}");
    let reject = desk.write("reject.toml", MAPPING.as_bytes()).display().to_string();
    let create = desk.write("create.toml", create.as_bytes()).display().to_string();
    let told = desk.report(&file, &["--mapping", &reject]);
    assert_eq!(rejected(&told), [(3, "import.probable_duplicate".to_owned())]);
    // The next file meets her in the registry instead of in the row above.
    let alone = desk.write("alone.csv", &windows(&format!("{HEADER}\n{twin}\n")));
    let told = desk.report(&alone, &["--mapping", &reject]);
    assert_eq!(rejected(&told), [(2, "import.probable_duplicate".to_owned())]);
    let told = desk.report(&alone, &["--mapping", &create]);
    assert_eq!(number(&told, "recorded"), 1);
}

#[test]
fn a_reference_that_names_two_people_is_told_with_both() {
    let desk = Desk::folder();
    for name in ["Awa", "Khady"] {
        let event = serde_json::json!({
            "type": "migrant_registered", "occurred_on": "2019-04-03",
            "data": {"sex": "F", "birth_precision": "UNKNOWN"},
            "personal": {"given_name": name, "family_name": "Sow"},
            "references": [{"source": "import", "id": "D1"}],
        });
        let file = desk.write("event.json", event.to_string().as_bytes());
        desk.place.run(&["record", "migrant", "new", &file.display().to_string()]).ok();
    }
    let line = "{\"stream\":\"migrant/D1\",\"type\":\"consent_given\",\"occurred_on\":\"2019-04-04\",\
                \"data\":{\"purposes\":[\"REGISTRATION\"]}}\n";
    let file = desk.write("lines.jsonl", line.as_bytes());
    let told = desk.report(&file, &[]);
    assert_eq!(rejected(&told), [(1, "import.ambiguous_reference".to_owned())]);
    let sentence = told["rejected"][0]["sentence"].as_str().unwrap();
    assert_eq!(sentence.split(", ").count(), 2, "two ids: {sentence}");
}
