//! The corridors of the programme: from where, to where, for which work, at which wage.

/// A way that many take.
#[derive(Clone, Copy)]
pub(super) struct Corridor {
    pub(super) origin: &'static str,
    pub(super) destination: &'static str,
    pub(super) path: &'static str,
    pub(super) work: Work,
    /// How many in a hundred are women.
    pub(super) women: u32,
    /// Monthly wage from, to, in whole units of the currency.
    pub(super) wage: (i32, i32),
    pub(super) currency: &'static str,
    /// Francs CFA that a unit of the wage's currency is worth, in thousandths.
    pub(super) francs_milli: i64,
    /// Months of stay from, to.
    pub(super) months: (i32, i32),
    pub(super) mode: &'static str,
    pub(super) channels: &'static [(&'static str, u32)],
}

/// What is done there.
#[derive(Clone, Copy, Default, Eq, PartialEq)]
pub(super) enum Work {
    #[default]
    Farm,
    Domestic,
    Building,
    Care,
    Fishing,
}

impl Work {
    /// Its activity (ISIC rev. 4) and occupation (ISCO-08).
    pub(super) fn codes(self) -> (&'static str, &'static str) {
        match self {
            Self::Farm => ("0113", "9211"),
            Self::Domestic => ("9700", "9111"),
            Self::Building => ("4100", "9313"),
            Self::Care => ("9700", "5322"),
            Self::Fishing => ("0311", "6222"),
        }
    }

    /// Whether it is done in somebody's household.
    pub(super) fn in_household(self) -> bool {
        matches!(self, Self::Domestic | Self::Care)
    }

    /// The short name in employers' references.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Farm => "FARM",
            Self::Domestic => "HOME",
            Self::Building => "BUILD",
            Self::Care => "CARE",
            Self::Fishing => "SEA",
        }
    }
}

const AGENCIES: &[(&str, u32)] =
    &[("AGENCY", 62), ("PES", 14), ("DIRECT", 10), ("FAMILY_NETWORK", 9), ("INFORMAL_BROKER", 5)];
const NEIGHBOURS: &[(&str, u32)] =
    &[("AGENCY", 18), ("PES", 7), ("DIRECT", 20), ("FAMILY_NETWORK", 35), ("INFORMAL_BROKER", 20)];
const COLLECTIVE: &[(&str, u32)] = &[("GECCO", 100)];

const fn euro(
    (origin, destination): (&'static str, &'static str),
    work: Work,
    women: u32,
    wage: (i32, i32),
) -> Corridor {
    Corridor {
        origin,
        destination,
        path: "REGULAR",
        work,
        women,
        wage,
        currency: "EUR",
        francs_milli: 655_957,
        months: (10, 30),
        mode: "AIR",
        channels: AGENCIES,
    }
}

const fn neighbour(
    (origin, destination): (&'static str, &'static str),
    work: Work,
    women: u32,
    wage: (i32, i32),
) -> Corridor {
    Corridor {
        path: "INTRA_REGIONAL_FREE_MOVEMENT",
        currency: "XOF",
        francs_milli: 1_000,
        months: (6, 24),
        mode: "LAND",
        channels: NEIGHBOURS,
        ..euro((origin, destination), work, women, wage)
    }
}

const fn to_mauritania(origin: &'static str, work: Work, women: u32) -> Corridor {
    Corridor {
        currency: "MRU",
        francs_milli: 15_255,
        ..neighbour((origin, "MR"), work, women, (4_500, 11_000))
    }
}

const SEASON: Corridor = Corridor {
    path: "CIRCULAR",
    months: (3, 9),
    channels: COLLECTIVE,
    ..euro(("SN", "ES"), Work::Farm, 25, (1_260, 1_390))
};

/// Every corridor with its weight in the programme.
pub(super) const CORRIDORS: &[(Corridor, u32)] = &[
    (SEASON, 24),
    (Corridor { origin: "MR", ..SEASON }, 5),
    (euro(("SN", "ES"), Work::Domestic, 92, (1_080, 1_330)), 11),
    (euro(("MR", "ES"), Work::Care, 88, (1_100, 1_400)), 5),
    (euro(("SN", "FR"), Work::Building, 4, (1_450, 1_900)), 9),
    (euro(("ML", "FR"), Work::Building, 5, (1_450, 1_850)), 8),
    (euro(("ML", "ES"), Work::Farm, 12, (1_200, 1_350)), 6),
    (neighbour(("ML", "CI"), Work::Farm, 22, (70_000, 140_000)), 12),
    (neighbour(("SN", "CI"), Work::Building, 8, (90_000, 180_000)), 4),
    (to_mauritania("ML", Work::Domestic, 85), 6),
    (to_mauritania("SN", Work::Fishing, 3), 6),
    (Corridor { path: "IRREGULAR", ..euro(("ML", "ES"), Work::Farm, 6, (700, 1_000)) }, 2),
    (Corridor { path: "IRREGULAR", ..euro(("SN", "ES"), Work::Farm, 5, (700, 1_000)) }, 2),
];

impl Default for Corridor {
    fn default() -> Self {
        SEASON
    }
}

impl Corridor {
    /// The currency in which costs are paid before departure, and how many units a franc CFA is
    /// worth there, in thousandths.
    pub(super) fn home_currency(&self) -> (&'static str, i64) {
        if self.origin == "MR" { ("MRU", 66) } else { ("XOF", 1_000) }
    }

    /// Whether somebody authorises the stay.
    pub(super) fn needs_visa(&self) -> bool {
        self.currency == "EUR" && self.path != "IRREGULAR"
    }
}
