//! The smallest spreadsheet: a ZIP without compression around four small files.

/// A cell of a sheet.
pub(crate) enum Cell<'a> {
    /// A text.
    Text(&'a str),
    /// A number, as spreadsheets write it.
    Number(&'a str),
    /// A day, as the number of days that spreadsheets count.
    Day(u32),
    /// An error.
    Error(&'a str),
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

fn zip(files: &[(String, String)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    let word = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let half = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    for (name, text) in files {
        let offset = bytes.len();
        let mut head = Vec::new();
        head.extend([20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]);
        head.extend(crc(text.as_bytes()).to_le_bytes());
        head.extend(word(text.len()));
        head.extend(word(text.len()));
        head.extend(half(name.len()));
        head.extend([0, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&head);
        bytes.extend(name.as_bytes());
        bytes.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(word(offset));
        directory.extend(name.as_bytes());
    }
    let (start, length) = (bytes.len(), directory.len());
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(half(files.len()));
    bytes.extend(half(files.len()));
    bytes.extend(word(length));
    bytes.extend(word(start));
    bytes.extend([0, 0]);
    bytes
}

fn sheet(rows: &[Vec<Cell<'_>>]) -> String {
    let mut text = String::from(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    for (row, cells) in (1..).zip(rows) {
        text.push_str(&format!("<row r=\"{row}\">"));
        for (column, cell) in ('A'..).zip(cells) {
            let at = format!("r=\"{column}{row}\"");
            text.push_str(&match cell {
                Cell::Text("") => String::new(),
                Cell::Text(words) => format!("<c {at} t=\"inlineStr\"><is><t>{words}</t></is></c>"),
                Cell::Number(number) => format!("<c {at}><v>{number}</v></c>"),
                Cell::Day(day) => format!("<c {at} s=\"1\"><v>{day}</v></c>"),
                Cell::Error(error) => format!("<c {at} t=\"e\"><v>{error}</v></c>"),
            });
        }
        text.push_str("</row>");
    }
    text + "</sheetData></worksheet>"
}

/// A workbook with these sheets.
pub(crate) fn book(sheets: &[(&str, Vec<Vec<Cell<'_>>>)]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let list = |each: &dyn Fn(usize, &str) -> String| -> String {
        sheets.iter().enumerate().map(|(at, (name, _))| each(at + 1, name)).collect()
    };
    let names =
        list(&|at, name| format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"r{at}\"/>"));
    let targets = list(&|at, _| {
        format!(
            "<Relationship Id=\"r{at}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/s{at}.xml\"/>"
        )
    });
    let mut files = vec![
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r\" \
                 Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{names}</sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{PACKAGE}\">{targets}<Relationship Id=\"style\" \
                 Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml".to_owned(),
            format!(
                "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/>\
                 <xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
            ),
        ),
    ];
    for (at, (_, rows)) in (1..).zip(sheets) {
        files.push((format!("xl/worksheets/s{at}.xml"), sheet(rows)));
    }
    zip(&files)
}
