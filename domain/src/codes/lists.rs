//! Vendored code lists: versioned data files under `domain/lists/`, with their source and licence.

use std::collections::BTreeMap;
use std::sync::LazyLock;

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

    /// What the file says about itself: `name`, `version`, `source`, `licence`, `status`.
    pub fn about(&self, key: &str) -> Option<&'static str> {
        self.head.get(key).copied()
    }
}

/// Occupations, ISCO-08, all four levels.
pub static ISCO_08: LazyLock<CodeList> =
    LazyLock::new(|| CodeList::read(include_str!("../../lists/isco_08.csv")));
/// Economic activities, ISIC rev. 4, all four levels.
pub static ISIC_4: LazyLock<CodeList> =
    LazyLock::new(|| CodeList::read(include_str!("../../lists/isic_4.csv")));
/// Fields of education and training, ISCED-F 2013.
pub static ISCED_F_2013: LazyLock<CodeList> =
    LazyLock::new(|| CodeList::read(include_str!("../../lists/isced_f_2013.csv")));
