//! PDF: the text layer, page by page. Call it in the isolated reader only: the parser panics on some
//! damaged files and can be made to use any amount of memory.

mod lines;

use pdf_extract::{Document, OutputError, PlainTextOutput, output_doc_page};

use super::builder::Builder;
use super::{BlockKind, ExtractError, Extracted, Limits};

pub(super) fn extract(bytes: &[u8], limits: &Limits) -> Result<Extracted, ExtractError> {
    let mut document = Document::load_mem(bytes).map_err(|error| fault(&error))?;
    if document.is_encrypted() {
        // Many files are encrypted with an empty password, only to forbid printing.
        document.decrypt("").map_err(|_| ExtractError::Encrypted)?;
    }
    let mut builder = Builder::new(limits);
    if let Some(title) = information(&document, b"Title") {
        builder.title(&title);
    }
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    if numbers.is_empty() {
        return Err(ExtractError::malformed("the PDF has no pages"));
    }
    let mut pages = Vec::with_capacity(numbers.len());
    let mut length = 0;
    for number in numbers {
        let text = page(&document, number)?;
        length += text.len();
        if length > limits.max_text {
            return Err(ExtractError::too_large("the extracted text (bytes)", limits.max_text));
        }
        pages.push((number, text));
    }
    for paragraph in lines::paragraphs(&pages) {
        builder.page(paragraph.page);
        builder.block(BlockKind::Paragraph, &paragraph.text)?;
    }
    builder.finish()
}

fn page(document: &Document, number: u32) -> Result<String, ExtractError> {
    let mut text = String::new();
    let mut output = PlainTextOutput::new(&mut text);
    output_doc_page(document, &mut output, number).map_err(|error| match error {
        OutputError::PdfError(error) => fault(&error),
        OutputError::FormatError(_) | OutputError::IoError(_) => {
            ExtractError::malformed(format!("page {number} cannot be read"))
        }
    })?;
    Ok(text)
}

/// An entry of the document's information dictionary.
fn information(document: &Document, key: &[u8]) -> Option<String> {
    let reference = document.trailer.get(b"Info").and_then(pdf_extract::Object::as_reference).ok()?;
    let bytes = document.get_dictionary(reference).ok()?.get(key).ok()?.as_str().ok()?;
    match bytes.strip_prefix(b"\xFE\xFF") {
        Some(utf_16) => Some(encoding_rs::UTF_16BE.decode_without_bom_handling(utf_16).0.into_owned()),
        // PDFDocEncoding agrees with Latin-1 in the letters.
        None => Some(encoding_rs::mem::decode_latin1(bytes).into_owned()),
    }
}

fn fault(error: &pdf_extract::Error) -> ExtractError {
    match error {
        pdf_extract::Error::Decryption(_)
        | pdf_extract::Error::InvalidPassword
        | pdf_extract::Error::UnsupportedSecurityHandler(_) => ExtractError::Encrypted,
        _ => ExtractError::malformed("the PDF's structure cannot be read"),
    }
}
