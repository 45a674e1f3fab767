//! The histories of the acceptance scenarios (domain.md F), as far as formulas and rules read them.

use serde_json::json;

use crate::indicators::story::Story;
use crate::{complaint, migrant};

type Worker = Story<migrant::Event>;
type Complaint = Story<complaint::Event>;

pub(crate) fn terms(contract: &str, wage: &str) -> serde_json::Value {
    json!({
        "contract": contract, "version": 1, "employer": "EMP-ES-101", "country": "ES",
        "occupation": "9111", "activity": "9700", "wage": wage, "wage_period": "MONTH",
        "payments_per_year": 12, "hours_per_week": "40", "rest_hours_per_week": 36
    })
}

pub(crate) fn wage(period: &str, due: &str, paid: &str) -> serde_json::Value {
    json!({ "period": period, "due": due, "paid": paid })
}

pub(crate) fn registered(sex: &str, birth_year: u16) -> serde_json::Value {
    json!({ "sex": sex, "birth_year": birth_year, "birth_precision": "YEAR" })
}

pub(crate) fn opened(cycle: &str, ordinal: u16, path: &str, check_ins: &str) -> serde_json::Value {
    json!({
        "cycle": cycle, "ordinal": ordinal, "path": path, "origin": "LIVE", "check_ins": check_ins
    })
}

pub(crate) fn cost(cost: &str, amount: &str, category: &str) -> serde_json::Value {
    json!({ "cost": cost, "amount": amount, "category": category, "payer": "WORKER" })
}

pub(crate) fn with(
    mut value: serde_json::Value,
    name: &str,
    more: serde_json::Value,
) -> serde_json::Value {
    value[name] = more;
    value
}

/// S1, Aïssatou.
pub(crate) fn s1() -> Worker {
    let opening = with(opened("C01", 1, "REGULAR", "NONE"), "intended_stay_months", json!(24));
    Worker::of("P01")
        .on("2024-01-08", "migrant_registered", registered("F", 1994))
        .cycle("C01")
        .on("2024-01-08", "cycle_opened", opening)
        .on("2024-01-26", "orientation_completed", json!({ "hours": 20 }))
        .on("2024-02-12", "placement_made", json!({
            "agency": "AG-SN-001", "employer": "EMP-ES-101", "channel": "AGENCY",
            "activity": "9700", "occupation": "9111"
        }))
        .on("2024-02-14", "recruitment_cost_paid", cost("K1", "20000 XOF", "ADMINISTRATIVE"))
        .on("2024-02-16", "recruitment_cost_paid", cost("K2", "30000 XOF", "MEDICAL"))
        .on("2024-02-20", "recruitment_cost_paid", with(
            cost("K3", "250000 XOF", "FEE_SERVICE"), "agency", json!("AG-SN-001")))
        .on("2024-02-22", "recruitment_cost_paid", with(
            cost("K4", "350.00 EUR", "TRAVEL_LODGING"), "payer", json!("EMPLOYER")))
        .on("2024-02-26", "contract_verified", json!({ "terms": terms("CT-1", "1323.00 EUR") }))
        .on("2024-02-28", "contract_signed", json!({ "terms": terms("CT-1", "1323.00 EUR") }))
        .on("2024-02-27", "visa_applied", json!({ "visa": "WORK" }))
        .on("2024-03-01", "visa_granted", json!({ "visa": "WORK", "valid_to": "2025-03-01" }))
        .on("2024-03-10", "departure_recorded", json!({ "regular": true, "mode": "AIR" }))
        .on("2024-03-11", "arrival_recorded", json!({ "country": "ES" }))
        .on("2024-03-14", "contract_substitution_reported", json!({
            "contract": "CT-1", "detected_by": "WORKER", "changed": ["WAGE", "HOURS"],
            "substituted": with(terms("CT-1", "950.00 EUR"), "version", json!(2))
        }))
        .on("2024-03-20", "document_retained", json!({
            "document": "PASSPORT", "holder": "EMPLOYER"
        }))
        .on("2024-04-01", "employment_started", json!({
            "employer": "EMP-ES-101", "contract": "CT-1", "occupation": "9111", "activity": "9700"
        }))
        .on("2024-05-02", "wage_payment_recorded", wage("2024-04", "1323.00 EUR", "950.00 EUR"))
        .on("2024-05-10", "remittance_sent", json!({
            "amount": "200.00 EUR", "fee": "9.00 EUR", "provider": "MTO"
        }))
        .on("2024-06-03", "wage_payment_recorded", wage("2024-05", "1323.00 EUR", "950.00 EUR"))
        .on("2024-07-31", "wage_payment_recorded", wage("2024-06", "1323.00 EUR", "0.00 EUR"))
        .on("2024-07-31", "wage_payment_recorded", wage("2024-07", "1323.00 EUR", "0.00 EUR"))
        .on("2024-08-10", "contract_substitution_confirmed", json!({
            "contract": "CT-1", "detected_by": "UNION"
        }))
        .on("2024-08-10", "document_returned", json!({ "document": "PASSPORT" }))
        .on("2024-09-02", "wage_payment_recorded", wage("2024-08", "1323.00 EUR", "1323.00 EUR"))
        .on("2024-09-30", "wage_payment_recorded", wage("2024-09", "1323.00 EUR", "1323.00 EUR"))
        .on("2024-09-30", "remittance_sent", json!({
            "amount": "600.00 EUR", "fee": "12.00 EUR", "provider": "MTO"
        }))
        .on("2024-09-30", "employment_ended", json!({
            "employer": "EMP-ES-101", "contract": "CT-1", "reason": "MUTUAL"
        }))
        .on("2024-10-05", "return_decided", json!({ "kind": "VOLUNTARY" }))
        .on("2024-10-15", "return_arrival_recorded", json!({ "country": "SN" }))
        .on("2024-10-28", "reintegration_plan_agreed", json!({
            "plan": "PL-1", "dimensions": ["ECONOMIC", "PSYCHOSOCIAL"]
        }))
        .on("2024-11-05", "rss_administered", survey("BASELINE", [40, 55, 60]))
        .on("2025-02-03", "enterprise_started", json!({
            "enterprise": "EN-1", "activity": "1030", "green": true, "jobs": 2, "jobs_women": 1
        }))
        .on("2025-11-05", "rss_administered", survey("ENDLINE", [70, 65, 75]))
        .on("2026-02-05", "enterprise_status_checked", json!({
            "enterprise": "EN-1", "status": "OPERATING"
        }))
        .on("2026-02-10", "reintegration_completed", json!({}))
        .on("2026-02-10", "cycle_closed", json!({ "outcome": "REINTEGRATED" }))
}

pub(crate) fn survey(wave: &str, [economic, social, psychosocial]: [u16; 3]) -> serde_json::Value {
    json!({ "instrument": "test-dims-1", "version": 1, "wave": wave, "answers": [
        { "question": "economic", "answer": economic },
        { "question": "social", "answer": social },
        { "question": "psychosocial", "answer": psychosocial },
    ]})
}

/// CP-1 of S1.
pub(crate) fn s1_complaint() -> Complaint {
    Complaint::of("CP-1")
        .on("2024-08-02", "complaint_filed", json!({
            "complainants": ["P01"], "anonymous": false, "respondent": "EMPLOYER",
            "employer": "EMP-ES-101", "claimed": "3392.00 EUR", "contract": "CT-1", "cycle": "C01",
            "categories": ["WAGE_ARREARS", "CONTRACT_SUBSTITUTION", "DOCUMENT_RETENTION"],
        }))
        .on("2024-08-03", "complaint_acknowledged", json!({}))
        .on("2024-08-20", "mediation_held", json!({}))
        .on("2024-09-13", "complaint_resolved", json!({
            "outcome": "SETTLED", "award": "3392.00 EUR"
        }))
        .on("2024-09-27", "award_paid", json!({
            "amount": "3000.00 EUR", "kind": "WAGE", "payer": "EMPLOYER"
        }))
}

/// S2, Modou: three seasons.
pub(crate) fn s2() -> Worker {
    let season = |contract: &str, wage: &str| json!({ "terms": terms(contract, wage) });
    let work = |contract: &str| json!({ "employer": "EMP-ES-103", "contract": contract });
    let ended = json!({ "employer": "EMP-ES-103", "reason": "END_OF_CONTRACT" });
    Worker::of("P02")
        .on("2023-02-06", "migrant_registered", registered("M", 1990))
        .cycle("C02a")
        .on("2023-02-06", "cycle_opened", opened("C02a", 1, "CIRCULAR", "NONE"))
        .on(
            "2023-03-01",
            "placement_made",
            json!({
                "employer": "EMP-ES-103", "channel": "GECCO"
            }),
        )
        .on("2023-03-20", "orientation_completed", json!({ "hours": 16 }))
        .on("2023-03-25", "recruitment_cost_paid", cost("K1", "25000 XOF", "ADMINISTRATIVE"))
        .on("2023-04-05", "contract_verified", season("CT-2a", "1260.00 EUR"))
        .on("2023-04-07", "contract_signed", season("CT-2a", "1260.00 EUR"))
        .on("2023-04-10", "visa_applied", json!({ "visa": "CIRCULAR" }))
        .on(
            "2023-04-20",
            "visa_granted",
            json!({
                "visa": "CIRCULAR", "valid_to": "2027-04-19", "max_stay_months": 9
            }),
        )
        .on("2023-05-02", "departure_recorded", json!({ "regular": true }))
        .on("2023-05-02", "arrival_recorded", json!({ "country": "ES" }))
        .on("2023-05-03", "employment_started", work("CT-2a"))
        .on("2023-06-30", "wage_payment_recorded", wage("2023-06", "1260.00 EUR", "1260.00 EUR"))
        .on("2023-07-31", "employment_ended", ended.clone())
        .on("2023-08-05", "return_arrival_recorded", json!({}))
        .on("2024-02-29", "cycle_closed", json!({ "outcome": "SEASON_ENDED" }))
        .cycle("C02b")
        .on("2024-03-01", "cycle_opened", opened("C02b", 2, "CIRCULAR", "NONE"))
        .on(
            "2024-03-05",
            "orientation_waived",
            json!({
                "reason": "REPEAT_WITHIN_24M", "earlier_cycle": "C02a"
            }),
        )
        .on("2024-03-18", "contract_verified", season("CT-2b", "1323.00 EUR"))
        .on("2024-03-20", "contract_signed", season("CT-2b", "1323.00 EUR"))
        .on("2024-04-15", "departure_recorded", json!({ "regular": true }))
        .on("2024-04-15", "arrival_recorded", json!({ "country": "ES" }))
        .on("2024-04-16", "employment_started", work("CT-2b"))
        .on("2024-05-31", "wage_payment_recorded", wage("2024-05", "1323.00 EUR", "1323.00 EUR"))
        .on("2024-10-04", "employment_ended", ended.clone())
        .on("2024-10-10", "return_arrival_recorded", json!({}))
        .on("2024-12-31", "cycle_closed", json!({ "outcome": "SEASON_ENDED" }))
        .cycle("C02c")
        .on("2025-01-10", "cycle_opened", opened("C02c", 3, "CIRCULAR", "NONE"))
        .on("2025-01-20", "contract_verified", season("CT-2c", "1381.33 EUR"))
        .on("2025-01-22", "contract_signed", season("CT-2c", "1381.33 EUR"))
        .on("2025-02-01", "departure_recorded", json!({ "regular": true }))
        .on("2025-02-01", "arrival_recorded", json!({ "country": "ES" }))
        .on("2025-02-03", "employment_started", work("CT-2c"))
        .on("2025-03-31", "wage_payment_recorded", wage("2025-03", "1381.33 EUR", "1381.33 EUR"))
        .on("2025-11-14", "employment_ended", ended)
        .on("2025-11-20", "return_arrival_recorded", json!({}))
}

/// S3, Kadiatou, as far as it stands on her own stream.
pub(crate) fn s3() -> Worker {
    Worker::of("P03")
        .on("2024-05-20", "migrant_registered", registered("F", 2001))
        .cycle("C03")
        .on("2024-05-20", "cycle_opened", opened("C03", 1, "INTRA_REGIONAL_FREE_MOVEMENT", "NONE"))
        .on("2024-05-25", "recruitment_cost_paid", cost("K1", "20000 XOF", "FEE_SERVICE"))
        .on("2024-06-03", "departure_recorded", json!({ "regular": true, "mode": "LAND" }))
        .on("2024-06-05", "arrival_recorded", json!({ "country": "MR" }))
        .on(
            "2024-06-10",
            "employment_started",
            json!({
                "employer": "EMP-MR-301", "occupation": "9111", "activity": "9700",
                "verbal_terms": {
                    "contract": "CT-3", "version": 1, "country": "MR", "wage": "5000.00 MRU",
                    "wage_period": "MONTH"
                }
            }),
        )
        .on("2024-07-31", "wage_payment_recorded", wage("2024-07", "5000.00 MRU", "5000.00 MRU"))
        .on("2024-08-31", "wage_payment_recorded", wage("2024-08", "5000.00 MRU", "0.00 MRU"))
        .on("2024-09-30", "wage_payment_recorded", wage("2024-09", "5000.00 MRU", "0.00 MRU"))
        .on(
            "2024-09-20",
            "employment_ended",
            json!({
                "employer": "EMP-MR-301", "reason": "OTHER"
            }),
        )
        .on(
            "2024-09-20",
            "document_retained",
            json!({
                "document": "IDENTITY_CARD", "holder": "EMPLOYER"
            }),
        )
        .on("2024-10-02", "document_returned", json!({ "document": "IDENTITY_CARD" }))
        .on("2024-10-03", "return_decided", json!({ "kind": "ASSISTED_VOLUNTARY" }))
        .on("2024-10-06", "return_arrival_recorded", json!({}))
        .on("2024-11-06", "rss_administered", survey("BASELINE", [35, 45, 40]))
        .on(
            "2025-03-01",
            "employment_after_return_started",
            json!({
                "status": "EMPLOYEE", "activity": "1410", "green": false
            }),
        )
        .on("2025-10-06", "rss_administered", survey("ENDLINE", [60, 60, 70]))
}

/// S5, Boubacar.
pub(crate) fn s5() -> Worker {
    Worker::of("P05")
        .on("2024-02-10", "migrant_registered", registered("M", 1998))
        .cycle("C05")
        .on("2024-02-10", "cycle_opened", opened("C05", 1, "IRREGULAR", "NONE"))
        .on("2024-03-15", "departure_recorded", json!({ "regular": false }))
        .on("2024-03-15", "recruitment_cost_paid", cost("K1", "400000 XOF", "SMUGGLING"))
        .on("2024-07-02", "detention_started", json!({ "ground": "SEA_INTERCEPTION" }))
        .on("2024-07-09", "detention_ended", json!({}))
        .on("2024-07-12", "return_decided", json!({ "kind": "ASSISTED_VOLUNTARY" }))
        .on("2024-08-01", "return_arrival_recorded", json!({}))
        .on("2024-09-01", "rss_administered", survey("BASELINE", [30, 50, 55]))
        .on(
            "2025-02-01",
            "remigration_recorded",
            json!({
                "regular": false, "next_cycle": "C05b"
            }),
        )
        .cycle("C05b")
        .on("2025-05-01", "loss_of_contact_declared", json!({}))
}

/// S6, Cheikh.
pub(crate) fn s6() -> Worker {
    let opening = with(opened("C06", 1, "REGULAR", "MONTHLY"), "intended_stay_months", json!(24));
    Worker::of("P06")
        .on("2024-01-15", "migrant_registered", registered("M", 1985))
        .cycle("C06")
        .on("2024-01-15", "cycle_opened", opening)
        .on("2024-02-01", "orientation_completed", json!({ "hours": 16 }))
        .on(
            "2024-02-10",
            "placement_made",
            json!({
                "agency": "AG-SN-001", "employer": "EMP-ES-102", "channel": "AGENCY"
            }),
        )
        .on(
            "2024-02-12",
            "recruitment_cost_paid",
            with(cost("K1", "320.00 EUR", "TRAVEL_LODGING"), "payer", json!("EMPLOYER")),
        )
        .on("2024-02-15", "contract_verified", json!({ "terms": terms("CT-6", "1323.00 EUR") }))
        .on("2024-02-16", "contract_signed", json!({ "terms": terms("CT-6", "1323.00 EUR") }))
        .on("2024-03-04", "departure_recorded", json!({ "regular": true }))
        .on("2024-03-04", "arrival_recorded", json!({ "country": "ES" }))
        .on(
            "2024-03-05",
            "employment_started",
            json!({
                "employer": "EMP-ES-102", "contract": "CT-6"
            }),
        )
        .on("2024-04-30", "wage_payment_recorded", wage("2024-04", "1323.00 EUR", "1323.00 EUR"))
        .on("2024-05-22", "death_abroad_recorded", json!({ "cause": "OCC_INJURY" }))
        .on(
            "2024-07-10",
            "estate_wages_paid",
            json!({
                "period": "2024-05", "amount": "938.90 EUR", "contract": "CT-6"
            }),
        )
        .on("2024-12-15", "cycle_closed", json!({ "outcome": "DECEASED" }))
}

/// S7, Mariam; her last two entries are the late check-in and the re-established contact.
pub(crate) fn s7() -> Worker {
    let opening = with(opened("C07", 1, "REGULAR", "MONTHLY"), "intended_stay_months", json!(24));
    Worker::of("P07")
        .on("2024-02-01", "migrant_registered", registered("F", 1996))
        .cycle("C07")
        .on("2024-02-01", "cycle_opened", opening)
        .on("2024-02-20", "orientation_completed", json!({ "hours": 16 }))
        .on("2024-03-01", "recruitment_cost_paid", cost("K1", "80.00 EUR", "ADMINISTRATIVE"))
        .on("2024-03-01", "recruitment_cost_paid", cost("K2", "45.00 EUR", "INSURANCE"))
        .on("2024-03-10", "contract_verified", json!({ "terms": terms("CT-7", "1323.00 EUR") }))
        .on("2024-03-12", "contract_signed", json!({ "terms": terms("CT-7", "1323.00 EUR") }))
        .on("2024-04-02", "departure_recorded", json!({ "regular": true }))
        .on("2024-04-02", "arrival_recorded", json!({ "country": "ES" }))
        .on("2024-04-08", "employment_started", json!({
            "employer": "EMP-ES-101", "contract": "CT-7", "occupation": "5322", "activity": "9700"
        }))
        .on("2024-05-31", "wage_payment_recorded", wage("2024-05", "1323.00 EUR", "1323.00 EUR"))
        .on("2024-05-08", "check_in_recorded", json!({}))
        .on("2024-06-08", "check_in_recorded", json!({}))
        .on("2024-07-08", "check_in_missed", json!({}))
        .on("2024-08-08", "check_in_missed", json!({}))
        .on("2024-09-08", "check_in_missed", json!({}))
        .on("2024-09-15", "loss_of_contact_declared", json!({}))
        .on("2024-08-20", "check_in_recorded", json!({}))
        .on("2024-10-02", "contact_reestablished", json!({}))
}

/// How many entries of [`s7`] were known before the device delivered.
pub(crate) const S7_KNOWN_BEFORE_DELIVERY: u64 = 17;

/// One returnee of S10, imported.
pub(crate) fn s10_returnee() -> Worker {
    let opening = with(opened("C10", 1, "REGULAR", "NONE"), "origin", json!("IMPORT_LEGACY"));
    Worker::of("R01")
        .on("2024-01-02", "migrant_registered", registered("F", 1990))
        .cycle("C10")
        .on("2024-01-02", "cycle_opened", opening)
        .on("2024-01-10", "return_arrival_recorded", json!({ "kind": "ASSISTED_VOLUNTARY" }))
}
