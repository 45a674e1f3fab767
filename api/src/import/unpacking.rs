//! What a spreadsheet unpacks to, found out before anything of it is kept: a small file may hold
//! more than a machine does.
//!
//! The directory of the archive says how large each part is, and may lie; so every part that is
//! read is also unpacked once, counted and thrown away. What is counted is the whole, the parts
//! that are kept in memory, and the longest piece of a part that is read in one go.

use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::fault::FileFault;

/// How much a spreadsheet may unpack to.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Bytes of all parts together.
    pub all_bytes_max: u64,
    /// Bytes of all parts that are in memory while a sheet is read, its shared texts above all.
    pub kept_bytes_max: u64,
    /// Bytes of one tag, text or comment of a part. A cell has at most 32,767 characters.
    pub piece_bytes_max: u64,
}

impl Bounds {
    /// The bounds of every import: a full sheet of a million rows is within them.
    pub const USUAL: Self = Self {
        all_bytes_max: 4 * 1024 * 1024 * 1024,
        kept_bytes_max: 256 * 1024 * 1024,
        piece_bytes_max: 1024 * 1024,
    };

    /// Whether a spreadsheet keeps within them, by its directory and in truth. It is left at its
    /// beginning.
    ///
    /// # Errors
    /// It does not, or it is damaged.
    pub fn check(self, file: &mut (impl Read + Seek)) -> Result<(), FileFault> {
        let damaged = || FileFault::SpreadsheetDamaged;
        let mut archive = ZipArchive::new(&mut *file).map_err(|_broken| damaged())?;
        let mut declared = Size::default();
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index).map_err(|_broken| damaged())?;
            if let Some(kind) = Kind::of(part.name_raw()) {
                declared.add(kind, part.size());
                self.holds(declared)?;
            }
        }
        let mut unpacked = Size::default();
        let mut bytes = vec![0; 1 << 16];
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).map_err(|_broken| damaged())?;
            let Some(kind) = Kind::of(part.name_raw()) else { continue };
            let mut pieces = Pieces::default();
            loop {
                let read = part.read(&mut bytes).map_err(|_broken| damaged())?;
                if read == 0 {
                    break;
                }
                unpacked.add(kind, u64::try_from(read).unwrap_or(u64::MAX));
                self.holds(unpacked)?;
                let longest = pieces.take(bytes.get(..read).unwrap_or_default());
                if longest > self.piece_bytes_max {
                    return Err(self.too_large());
                }
            }
        }
        file.seek(SeekFrom::Start(0)).map_err(|_broken| damaged())?;
        Ok(())
    }

    fn holds(self, size: Size) -> Result<(), FileFault> {
        let within = size.all <= self.all_bytes_max && size.kept <= self.kept_bytes_max;
        if within { Ok(()) } else { Err(self.too_large()) }
    }

    const fn too_large(self) -> FileFault {
        FileFault::SpreadsheetTooLarge {
            all_bytes_max: self.all_bytes_max,
            kept_bytes_max: self.kept_bytes_max,
        }
    }
}

/// What becomes of a part.
#[derive(Clone, Copy)]
enum Kind {
    /// A sheet: read piece by piece.
    Sheet,
    /// Anything else that is read: texts, styles, names of sheets.
    Kept,
}

impl Kind {
    /// None for what is never read: pictures, macros.
    fn of(name: &[u8]) -> Option<Self> {
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        let is_read = [".xml", ".rels"].iter().any(|ending| name.ends_with(ending));
        let is_sheet = name.contains("worksheets/") && !name.ends_with("sharedstrings.xml");
        is_read.then_some(if is_sheet { Self::Sheet } else { Self::Kept })
    }
}

#[derive(Clone, Copy, Default)]
struct Size {
    all: u64,
    kept: u64,
}

impl Size {
    fn add(&mut self, kind: Kind, bytes: u64) {
        self.all = self.all.saturating_add(bytes);
        match kind {
            Kind::Sheet => {}
            Kind::Kept => self.kept = self.kept.saturating_add(bytes),
        }
    }
}

/// Cuts XML where quick-xml does, which reads it later and holds one piece at a time: at the end of
/// each tag, text, comment and the like.
#[derive(Default)]
struct Pieces {
    within: Within,
    length: u64,
    /// The last two bytes.
    last: [u8; 2],
}

#[derive(Clone, Copy, Default)]
enum Within {
    #[default]
    Text,
    Tag,
    /// An attribute's value, with the sign that ends it.
    Quotes(u8),
    Comment,
    Verbatim,
    Instruction,
    /// Spreadsheets declare nothing: where it ends is not looked for.
    Declaration,
}

impl Pieces {
    /// The length of the longest piece that these bytes end or go on with.
    fn take(&mut self, bytes: &[u8]) -> u64 {
        let mut longest = 0;
        for byte in bytes {
            self.length += 1;
            longest = longest.max(self.length);
            let within = self.after(*byte);
            let begins = matches!((self.within, within), (Within::Text, Within::Tag));
            let ends = matches!(within, Within::Text) && !matches!(self.within, Within::Text);
            if begins || ends {
                self.length = 0;
            }
            self.within = within;
            self.last = [self.last[1], *byte];
        }
        longest
    }

    fn after(&self, byte: u8) -> Within {
        match (self.within, byte, self.last) {
            (Within::Text, b'<', _) => Within::Tag,
            (Within::Tag, b'?', _) if self.length == 1 => Within::Instruction,
            (Within::Tag, b'!', _) if self.length == 1 => Within::Declaration,
            (Within::Tag, quote @ (b'"' | b'\''), _) => Within::Quotes(quote),
            (Within::Quotes(quote), byte, _) if byte == quote => Within::Tag,
            (Within::Declaration, b'[', _) if self.length == 2 => Within::Verbatim,
            (Within::Declaration, b'-', [_, b'-']) if self.length == 3 => Within::Comment,
            (Within::Comment, b'>', [b'-', b'-']) if self.length > 5 => Within::Text,
            (Within::Tag, b'>', _)
            | (Within::Verbatim, b'>', [b']', b']'])
            | (Within::Instruction, b'>', [_, b'?']) => Within::Text,
            (within, ..) => within,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    const BOUNDS: Bounds =
        Bounds { all_bytes_max: 10_000, kept_bytes_max: 2_000, piece_bytes_max: 500 };

    /// An archive of parts that hold so many short tags, compressed.
    fn archive(parts: &[(&str, usize)]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, tags) in parts {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all("<a/>".repeat(*tags).as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn check(bytes: &[u8]) -> Result<(), FileFault> {
        BOUNDS.check(&mut Cursor::new(bytes))
    }

    #[track_caller]
    fn is_too_large(bytes: &[u8]) {
        let said = check(bytes);
        assert!(matches!(said, Err(FileFault::SpreadsheetTooLarge { .. })), "{said:?}");
    }

    #[test]
    fn sheets_may_be_larger_than_what_is_kept_and_pictures_are_not_counted() {
        let sheet = ("xl/worksheets/sheet1.xml", 2_000);
        assert_eq!(check(&archive(&[("xl/sharedStrings.xml", 400), sheet])), Ok(()));
        assert_eq!(check(&archive(&[("xl/media/image1.png", 100_000), sheet])), Ok(()));
        is_too_large(&archive(&[("xl/sharedStrings.xml", 600), sheet]));
        is_too_large(&archive(&[("xl/worksheets/sharedStrings.xml", 600)]));
        is_too_large(&archive(&[("xl/styles.xml", 300), ("xl/sharedStrings.xml", 300)]));
        is_too_large(&archive(&[sheet, ("xl/worksheets/sheet2.xml", 600)]));
    }

    /// Writes another size into the directory, and into the head of the only part.
    fn declaring(mut bytes: Vec<u8>, size: u32) -> Vec<u8> {
        for (magic, at) in [(&b"PK\x01\x02"[..], 24), (b"PK\x03\x04", 22)] {
            let found = bytes.windows(4).position(|four| four == magic).unwrap();
            bytes[found + at..found + at + 4].copy_from_slice(&size.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn a_directory_that_says_too_much_is_believed_and_one_that_says_too_little_is_not() {
        let name = "xl/worksheets/sheet1.xml";
        is_too_large(&declaring(archive(&[(name, 10)]), 20_000));
        let lying = declaring(archive(&[(name, 100_000)]), 40);
        assert_eq!(check(&lying), Err(FileFault::SpreadsheetDamaged));
        assert_eq!(check(b"PK\x03\x04 and no more"), Err(FileFault::SpreadsheetDamaged));
    }

    #[test]
    fn no_piece_is_longer_than_a_cell_can_be() {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
        archive.write_all(format!("<t>{}</t>", "x".repeat(600)).as_bytes()).unwrap();
        is_too_large(&archive.finish().unwrap().into_inner());
    }

    fn longest(text: &str) -> u64 {
        let mut pieces = Pieces::default();
        // However the bytes come.
        let whole = Pieces::default().take(text.as_bytes());
        let apart = text.as_bytes().chunks(1).map(|byte| pieces.take(byte)).max();
        assert_eq!(apart, Some(whole));
        whole
    }

    #[test]
    fn a_piece_ends_where_its_tag_text_or_comment_does() {
        let long = "x".repeat(100);
        for text in [
            format!("<a>{long}</a>"),
            format!("<a b=\"{long}\"/>"),
            format!("<a b='{}'/>", "><".repeat(50)),
            format!("<a><!--{}--></a>", "><".repeat(50)),
            format!("<a><![CDATA[{}]]></a>", "><".repeat(50)),
            format!("<?x {}?><a/>", "><".repeat(50)),
            format!("<!DOCTYPE a [{}]><a/>", "><".repeat(50)),
        ] {
            assert!((100..130).contains(&longest(&text)), "{text} {}", longest(&text));
        }
        assert!(longest(&"<a b=\"'\">text</a><!-- - --><?x?>".repeat(100)) < 20);
    }
}
