//! Templates: text with named slots in braces; `{{` and `}}` stand for braces.

/// A text with slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Slot(String),
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong with its braces.
    pub(super) fn parse(source: &str) -> Result<Self, String> {
        let (mut pieces, mut text) = (Vec::new(), String::new());
        let mut rest = source.chars().peekable();
        while let Some(next) = rest.next() {
            match next {
                '{' | '}' if rest.peek() == Some(&next) => {
                    rest.next();
                    text.push(next);
                }
                '{' => {
                    let mut name = String::new();
                    loop {
                        match rest.next() {
                            Some('}') => break,
                            Some('{') | None => return Err("a `{` is not closed".to_owned()),
                            Some(letter) => name.push(letter),
                        }
                    }
                    if name.is_empty() {
                        return Err("`{}` names nothing".to_owned());
                    }
                    if !text.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut text)));
                    }
                    pieces.push(Piece::Slot(name));
                }
                '}' => return Err("a `}` closes nothing".to_owned()),
                letter => text.push(letter),
            }
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        Ok(Self(pieces))
    }

    /// Names of the slots, in order.
    pub(super) fn slots(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Slot(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// The slot, where the template is nothing else.
    pub(super) fn alone(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Piece::Slot(name)] => Some(name),
            _ => None,
        }
    }

    /// The text with what fills each slot.
    ///
    /// # Errors
    /// The first of `fill`.
    pub(super) fn filled<E>(&self, mut fill: impl FnMut(&str) -> Result<String, E>) -> Result<String, E> {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(literal) => text.push_str(literal),
                Piece::Slot(name) => text.push_str(&fill(name)?),
            }
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Template;

    #[test]
    fn what_is_written_comes_out_with_its_slots_filled() {
        let filled = |source: &str| Template::parse(source).unwrap().filled(|slot| Ok::<_, ()>(format!("<{slot}>")));
        assert_eq!(filled("/a/{b}/c?d={e}"), Ok("/a/<b>/c?d=<e>".to_owned()));
        assert_eq!(filled("{{b}} {c}"), Ok("{b} <c>".to_owned()));
        assert_eq!(filled(""), Ok(String::new()));
        assert_eq!(Template::parse("{a}").unwrap().alone(), Some("a"));
        assert_eq!(Template::parse("{a} ").unwrap().alone(), None);
        for broken in ["{", "}", "{}", "{a", "a}", "{a{b}}", "{{a}"] {
            assert!(Template::parse(broken).is_err(), "{broken}");
        }
    }
}
