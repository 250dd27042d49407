//! What each HTML element means for the text.

use html5ever::tokenizer::Tag;

/// What an element does to the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Root,
    Title,
    Heading(u8),
    List,
    Item,
    Quote,
    Preformatted,
    Table,
    Row,
    Cell {
        heading: bool,
    },
    /// Starts and ends a paragraph.
    Block,
    Break,
    /// Content that is no text of the document.
    Dropped,
    /// Has no content.
    Void,
    Inline,
}

pub(super) fn role(name: &str) -> Role {
    match name {
        "html" => Role::Root,
        "title" => Role::Title,
        "h1" => Role::Heading(1),
        "h2" => Role::Heading(2),
        "h3" => Role::Heading(3),
        "h4" => Role::Heading(4),
        "h5" => Role::Heading(5),
        "h6" => Role::Heading(6),
        "ul" | "ol" | "menu" => Role::List,
        "li" => Role::Item,
        "blockquote" => Role::Quote,
        "pre" => Role::Preformatted,
        "table" => Role::Table,
        "tr" => Role::Row,
        "td" => Role::Cell { heading: false },
        "th" => Role::Cell { heading: true },
        "br" => Role::Break,
        "script" | "style" | "noscript" | "template" | "nav" | "svg" | "math" | "select" | "datalist" | "button"
        | "textarea" | "iframe" | "noembed" | "noframes" | "object" | "canvas" | "audio" | "video" | "dialog" => {
            Role::Dropped
        }
        "area" | "base" | "col" | "embed" | "img" | "input" | "link" | "meta" | "source" | "track" | "wbr" => {
            Role::Void
        }
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "address" | "figure"
        | "figcaption" | "dl" | "dt" | "dd" | "details" | "summary" | "fieldset" | "legend" | "form" | "hr"
        | "body" | "caption" | "thead" | "tbody" | "tfoot" | "hgroup" | "center" | "option" => Role::Block,
        _ => Role::Inline,
    }
}

pub(super) fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// Whether a reader of the page would not see the element: text hidden from people has no place in an
/// answer to them.
pub(super) fn is_hidden(tag: &Tag) -> bool {
    let style = attribute(tag, "style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
    attribute(tag, "hidden").is_some()
        || attribute(tag, "aria-hidden") == Some("true")
        || attribute(tag, "role") == Some("navigation")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}
