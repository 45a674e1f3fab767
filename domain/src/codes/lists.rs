//! Vendored code lists: versioned data files under `domain/lists/`, with their source and licence.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::lang::Lang;

#[cfg(test)]
mod tests;

/// One code of a list with its titles.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Item {
    /// The code.
    pub code: &'static str,
    /// French title.
    pub fr: &'static str,
    /// English title.
    pub en: &'static str,
    /// Spanish title.
    pub es: &'static str,
}

impl Item {
    /// Its title; in French for a language that the files have no column for.
    pub fn title(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Fr | Lang::Ar => self.fr,
            Lang::En => self.en,
            Lang::Es => self.es,
        }
    }
}

/// A code list, read once from its data file.
///
/// The file is `;`-separated: lines `# key: value` first (name, version, source, licence, status),
/// then a header `code;fr;en;es`, then one line a code.
pub struct CodeList {
    head: BTreeMap<&'static str, &'static str>,
    items: BTreeMap<&'static str, Item>,
}

impl CodeList {
    fn read(text: &'static str) -> Self {
        let mut head = BTreeMap::new();
        let mut items = BTreeMap::new();
        for line in text.lines() {
            if let Some((key, value)) = line.strip_prefix("# ").and_then(|l| l.split_once(": ")) {
                head.insert(key, value);
                continue;
            }
            let mut cells = line.split(';');
            let (code, fr, en, es) = (cells.next(), cells.next(), cells.next(), cells.next());
            if let (Some(code), Some(fr), Some(en), Some(es)) = (code, fr, en, es)
                && code != "code"
            {
                items.insert(code, Item { code, fr, en, es });
            }
        }
        Self { head, items }
    }

    /// Whether it holds a code.
    pub fn holds(&self, code: &str) -> bool {
        self.items.contains_key(code)
    }

    /// A code with its titles.
    pub fn get(&self, code: &str) -> Option<&Item> {
        self.items.get(code)
    }

    /// Every code in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.values()
    }

    /// Whether somebody has compared its titles with the publisher's.
    pub fn is_verified(&self) -> bool {
        self.about("status") == Some("verified")
    }

    /// What the file says about itself: `name`, `version`, `source`, `licence`, `status`.
    pub fn about(&self, key: &str) -> Option<&'static str> {
        self.head.get(key).copied()
    }
}

macro_rules! shipped {
    ($($(#[$doc:meta])* $name:ident = $list:literal;)+) => {
        $(
            $(#[$doc])*
            pub static $name: LazyLock<CodeList> = LazyLock::new(|| {
                CodeList::read(include_str!(concat!("../../lists/", $list, ".csv")))
            });
        )+

        /// The names of all lists that come with the program.
        pub const NAMES: &[&str] = &[$($list,)+];

        /// A list by its name, as the catalogue gives it.
        pub fn list(name: &str) -> Option<&'static CodeList> {
            match name {
                $($list => Some(&$name),)+
                _ => None,
            }
        }
    };
}

shipped! {
    /// What a contract must tell a domestic worker (C189).
    C189_CHECKLIST = "c189_checklist";
    /// What complaints are about.
    COMPLAINT_CATEGORY = "complaint_category";
    /// The ILO's eleven indicators of forced labour.
    FORCED_LABOUR_INDICATOR = "forced_labour_indicator";
    /// Types of gender-based violence, GBVIMS.
    GBV_TYPE = "gbv_type";
    /// Fields of education and training, ISCED-F 2013.
    ISCED_F_2013 = "isced_f_2013";
    /// Occupations, ISCO-08, all four levels.
    ISCO_08 = "isco_08";
    /// Economic activities, ISIC rev. 4, all four levels.
    ISIC_4 = "isic_4";
    /// Names of countries, ISO 3166-1.
    ISO_3166_1 = "iso_3166_1";
    /// Recruitment fees and related costs.
    RECRUITMENT_COST = "recruitment_cost";
}

/// The title of a code of one of these lists.
pub fn title(list_name: &str, code: &str, lang: Lang) -> Option<&'static str> {
    list(list_name)?.get(code).map(|item| item.title(lang))
}
