//! Each format, read.

use groundstate_server::memory::extract::{BlockKind, ExtractError, Extracted, MediaType, Source, detect};

use super::files::{docx, docx_paragraph, pdf, read};

/// Kind, heading path, text and lead-in of each block.
fn outline(document: &Extracted) -> Vec<String> {
    assert!(document.is_sound());
    let line = |block: &groundstate_server::memory::extract::Block| {
        let kind = match block.kind {
            BlockKind::Heading { level } => format!("heading {level}"),
            other => format!("{other:?}"),
        };
        let path = document.heading_paths[block.heading_path].join(" > ");
        let lead_in = block.lead_in.map_or_else(String::new, |lead_in| format!(" <- {lead_in}"));
        format!("{kind} [{path}]{lead_in} {}", document.text_of(&block.span))
    };
    document.blocks.iter().map(line).collect()
}

#[test]
fn plain_text_is_kept_character_for_character() {
    let text = "The title\r\n\r\n  First paragraph,\r\nwrapped once.\n\n\nSecond — ünïcödé. \n";
    let document = read(text.as_bytes(), "text/plain").unwrap();
    assert_eq!(document.text, text);
    assert_eq!(document.title.as_deref(), Some("The title"));
    let expected =
        ["heading 1 [] The title", "Paragraph [] First paragraph,\r\nwrapped once.", "Paragraph [] Second — ünïcödé."];
    assert_eq!(outline(&document), expected);
}

#[test]
fn one_line_alone_is_no_title() {
    let document = read(b"The capital of France is Paris", "text/plain").unwrap();
    assert_eq!((document.title.as_deref(), document.blocks.len()), (None, 1));
}

#[test]
fn plain_lists_know_what_introduces_them() {
    let text = "Header line\n\nBring these:\n- a rope\n- a lamp,\n  lit\n\nThen go.\n\n1. Up\n2. Down\n\n1914. That was the year.";
    let expected = [
        "heading 1 [] Header line",
        "Paragraph [] Bring these:",
        "ListItem [] <- 1 a rope",
        "ListItem [] <- 1 a lamp,\n  lit",
        "Paragraph [] Then go.",
        "ListItem [] Up",
        "ListItem [] Down",
        "Paragraph [] 1914. That was the year.",
    ];
    assert_eq!(outline(&read(text.as_bytes(), "text/plain").unwrap()), expected);
}

#[test]
fn declared_encodings_are_decoded() {
    let utf_16: Vec<u8> = [0xFF, 0xFE].into_iter().chain("Grüße.".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read(&utf_16, "text/plain").unwrap().text, "Grüße.");
    assert_eq!(read(b"Gr\xFC\xDFe.", "text/plain; charset=ISO-8859-1").unwrap().text, "Grüße.");
    assert_eq!(read("\u{FEFF}Grüße.".as_bytes(), "text/plain").unwrap().text, "Grüße.");
    let unknown = read(b"text", "text/plain; charset=klingon").unwrap_err();
    assert_eq!(unknown.code(), "unsupported_media_type");
}

#[test]
fn markdown_becomes_text_with_paths() {
    let text = "---\ntitle: Ropes\n---\n# Guide\n\nSome *emphasis*,\nsoft break.\n\n## Knots\n\nThree knots:\n\n* bowline\n  1. make a loop\n* reef\n\n> Quoted.\n\n| Knot | Use |\n|---|---|\n| bowline | loop |\n| | none |\n\n```\ncode\n```\n";
    let document = read(text.as_bytes(), "text/markdown").unwrap();
    assert_eq!(document.title.as_deref(), Some("Ropes"));
    let expected = [
        "heading 1 [] Guide",
        "Paragraph [Guide] Some emphasis, soft break.",
        "heading 2 [Guide] Knots",
        "Paragraph [Guide > Knots] Three knots:",
        "ListItem [Guide > Knots] <- 3 bowline",
        "ListItem [Guide > Knots] <- 4 make a loop",
        "ListItem [Guide > Knots] <- 3 reef",
        "Quote [Guide > Knots] Quoted.",
        "TableRow [Guide > Knots] bowline | loop",
        "TableRow [Guide > Knots] none",
        "Code [Guide > Knots] code",
    ];
    assert_eq!(outline(&document), expected);
    assert_eq!(document.columns, ["Knot", "Use"]);
    let cells: Vec<_> = document.blocks[9].cells.iter().map(|cell| cell.column).collect();
    assert_eq!(cells, [Some(1)], "an empty first cell does not shift the others");
}

#[test]
fn html_becomes_text_without_its_machinery() {
    let text = r#"<!DOCTYPE html><html lang="en-GB"><head><title>Ropes &amp; knots</title><style>p{}</style></head><body>
        <nav><ul><li>Home</li></ul></nav><script>document.write("<p>no</p>")</script>
        <h1>Ropes &amp; knots</h1><p>One
        paragraph<br>two lines.<p>Unclosed &eacute;<div hidden>secret <div>inner</div> still</div>
        <h2>Knots</h2><p>Use these:</p><ul><li>bowline<ul><li>loop</li></ul></li><li><p>reef</p></li></ul>
        <table><tr><th>Knot</th><th>Use</th></tr><tr><td>bowline</td><td><p>loop</p></td></tr></table>
        <table><tr><td><h3>Layout</h3><p>No data.</p></td><td>Side</td></tr></table>
        <pre>a
  b</pre><span style="display: none">hidden</span></body></html>"#;
    let document = read(text.as_bytes(), "text/html").unwrap();
    assert_eq!(document.title.as_deref(), Some("Ropes & knots"));
    assert_eq!(document.language.as_deref(), Some("en-GB"));
    let expected = [
        "heading 1 [] Ropes & knots",
        "Paragraph [] One paragraph\ntwo lines.",
        "Paragraph [] Unclosed é",
        "heading 2 [] Knots",
        "Paragraph [Knots] Use these:",
        "ListItem [Knots] <- 4 bowline",
        "ListItem [Knots] <- 5 loop",
        "ListItem [Knots] <- 4 reef",
        "TableRow [Knots] bowline | loop",
        "heading 3 [Knots] Layout",
        "Paragraph [Knots > Layout] No data.",
        "Paragraph [Knots > Layout] Side",
        "Code [Knots > Layout] a\n  b",
    ];
    assert_eq!(outline(&document), expected);
}

#[test]
fn pdf_pages_are_joined() {
    let pages =
        ["Knots weekly 1\nA rope is exam-\nple one. It goes", "Knots weekly 2\non and on.", "Knots weekly 3\nThe end."];
    let document = read(&pdf(&pages), "application/pdf").unwrap();
    assert!(document.is_sound());
    assert!(document.text.contains("A rope is example one."), "{}", document.text);
    assert!(document.text.contains("The end."));
    assert_eq!(document.blocks.last().unwrap().page, Some(3));
}

#[test]
fn docx_keeps_headings_lists_and_tables() {
    let item = r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>"#;
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", docx_paragraph("", text));
    let row = |cells: &[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(|text| cell(text)).collect::<String>());
    let body = [
        docx_paragraph(r#"<w:pStyle w:val="Title"/>"#, "Ropes"),
        docx_paragraph(r#"<w:pStyle w:val="Heading1"/>"#, "Guide"),
        docx_paragraph(r#"<w:pStyle w:val="berschrift2"/>"#, "Knots &amp; loops"),
        docx_paragraph("", "Use these:"),
        docx_paragraph(item, "bowline"),
        "<w:p><w:r><w:t>Kept </w:t></w:r><w:del><w:r><w:t>dropped </w:t></w:r></w:del><w:r><w:t>text.</w:t></w:r></w:p>".to_owned(),
        format!("<w:tbl>{}{}</w:tbl>", row(&["Knot", "Use"]), row(&["reef", "joining"])),
    ];
    let document = read(&docx(&body.concat()), "application/octet-stream").unwrap();
    assert_eq!(document.title.as_deref(), Some("Ropes"));
    let expected = [
        "heading 1 [] Ropes",
        "heading 1 [] Guide",
        "heading 2 [Guide] Knots & loops",
        "Paragraph [Guide > Knots & loops] Use these:",
        "ListItem [Guide > Knots & loops] <- 3 bowline",
        "Paragraph [Guide > Knots & loops] Kept text.",
        "TableRow [Guide > Knots & loops] reef | joining",
    ];
    assert_eq!(outline(&document), expected);
}

#[test]
fn ragged_tables_are_read_as_far_as_they_go() {
    let document = read(b"name;use;\nbowline;loop\n\"a;b\";c;d;e\n;;\n", "text/csv").unwrap();
    let expected = ["Record [] name: bowline; use: loop", "Record [] name: a;b; use: c; column 3: d; column 4: e"];
    assert_eq!(outline(&document), expected);
}

#[test]
fn json_records_are_flat_or_small_documents() {
    let lines = "{\"title\":\"Knots\",\"text\":\"One.\\n\\nTwo.\"}\n\n{\"knot\":\"reef\",\"uses\":[\"a\",\"b\"],\"load\":{\"kg\":3},\"none\":null}\n";
    let expected = [
        "heading 2 [] Knots",
        "Paragraph [Knots] One.",
        "Paragraph [Knots] Two.",
        "Record [] knot: reef; uses: a, b; load.kg: 3",
    ];
    let by_line = read(lines.as_bytes(), "application/x-ndjson").unwrap();
    assert_eq!(outline(&by_line), expected);
    let array = format!("[{}]", lines.trim().replace("\n\n", ","));
    assert_eq!(read(array.as_bytes(), "application/json").unwrap(), by_line);
    let broken = read(b"{\"a\":1}\n{\"secret\":\n", "application/x-ndjson").unwrap_err();
    assert_eq!(broken, ExtractError::Malformed { reason: "the JSON ends early (line 2, column 10)".to_owned() });
}

#[test]
fn the_format_is_found_by_declaration_magic_and_name() {
    let found = |bytes: &[u8], media_type, file_name| {
        detect(&Source { bytes, media_type, file_name }).map(|detected| detected.media_type)
    };
    assert_eq!(found(b"x", None, Some("a.MD")), Ok(MediaType::Markdown));
    assert_eq!(found(b"x", Some("text/plain; charset=utf-8"), Some("a.csv")), Ok(MediaType::Csv));
    assert_eq!(found(b"%PDF-1.4", Some("text/plain"), None), Ok(MediaType::Pdf));
    assert_eq!(found(b"  <!DOCTYPE HTML>", None, None), Ok(MediaType::Html));
    assert_eq!(found(b"plain", None, None), Ok(MediaType::PlainText));
    assert_eq!(found(b"\0\x01", None, None), Err(ExtractError::Binary));
    assert_eq!(found(b"x", Some("image/png"), None).unwrap_err().code(), "unsupported_media_type");
    assert_eq!(found(b"PK\x03\x04....xl/workbook.xml", None, None).unwrap_err().code(), "unsupported_media_type");
}
