//! A question's scene with its relations at hand: who contains, refers to and is the only one of what.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use crate::world_model::typed::batch::Question;
use crate::world_model::typed::corpus::{Coded, Scene};
use crate::world_model::typed::leaf::{Leaf, PARENT};
use crate::world_model::typed::vocabulary::Phase;

/// A scene and what is asked of it. Maps are looked up, never listed: their order reaches nothing.
pub(super) struct View<'a> {
    pub(super) question: &'a Question,
    pub(super) scene: &'a Scene,
    /// The task, in lower case.
    pub(super) spoken: String,
    places: HashMap<&'a str, usize>,
    contents: HashMap<&'a str, Vec<usize>>,
    typed: HashMap<&'a str, Vec<usize>>,
    /// Objects that refer to one, each with the path it does so by.
    referrers: HashMap<&'a str, Vec<(usize, &'a str)>>,
    /// Types that refer to objects of a type, and by which path, places in lists left out.
    speakers: HashMap<&'a str, BTreeSet<(&'a str, Cow<'a, str>)>>,
}

impl<'a> View<'a> {
    /// The scene of a question, which may be further on than the question's own.
    pub(super) fn of(question: &'a Question, scene: &'a Scene) -> Self {
        let mut view = Self {
            question,
            scene,
            spoken: question.context.task.to_lowercase(),
            places: HashMap::new(),
            contents: HashMap::new(),
            typed: HashMap::new(),
            referrers: HashMap::new(),
            speakers: HashMap::new(),
        };
        for (place, object) in scene.iter().enumerate() {
            view.places.insert(object.id.as_str(), place);
            view.typed.entry(object.object_type()).or_default().push(place);
            for (path, leaf) in &object.leaves {
                let Leaf::Reference(id) = leaf else { continue };
                if path == PARENT {
                    view.contents.entry(id).or_default().push(place);
                } else {
                    view.referrers.entry(id).or_default().push((place, path));
                }
            }
        }
        for (id, known) in &view.referrers {
            let Some(kind) = view.places.get(id).and_then(|place| scene.get(*place)).map(|object| object.object_type())
            else {
                continue;
            };
            let speakers = view.speakers.entry(kind).or_default();
            for (speaker, path) in known {
                let by = scene.get(*speaker).map_or("", |object| object.object_type());
                speakers.insert((by, anywhere(path)));
            }
        }
        view
    }

    /// Whether the action is part of what may be read.
    pub(super) fn acts(&self) -> bool {
        self.question.phase != Phase::Environment
    }

    pub(super) fn object(&self, place: usize) -> Option<&'a Coded> {
        self.scene.get(place).map(AsRef::as_ref)
    }

    pub(super) fn find(&self, id: Option<&str>) -> Option<&'a Coded> {
        self.places.get(id?).and_then(|place| self.object(*place))
    }

    pub(super) fn contents(&self, id: &str) -> &[usize] {
        self.contents.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn typed(&self, object_type: &str) -> &[usize] {
        self.typed.get(object_type).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn referrers(&self, id: &str) -> &[(usize, &'a str)] {
        self.referrers.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn speakers(&self, object_type: &str) -> impl Iterator<Item = &(&'a str, Cow<'a, str>)> {
        self.speakers.get(object_type).into_iter().flatten()
    }

    pub(super) fn argument(&self, role: &str) -> Option<&'a Coded> {
        let (_, id) = self.question.context.objects.iter().find(|(known, _)| known == role)?;
        self.find(Some(id))
    }
}

/// A path without places in lists.
pub(super) fn anywhere(path: &str) -> Cow<'_, str> {
    if !path.contains('\u{1f}') {
        return Cow::Borrowed(path);
    }
    let step = |step: &str| if step.parse::<usize>().is_ok() { "#".to_owned() } else { step.to_owned() };
    Cow::Owned(path.split('\u{1f}').map(step).collect::<Vec<_>>().join("\u{1f}"))
}
