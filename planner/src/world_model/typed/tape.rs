//! Gradients of the network, written out.
//!
//! The tensor library can differentiate what it computes, but pays for it: every sum of gradients begins with zeros, constants
//! get gradients too, and its fused kernels have none. On an accelerator, where the time of a small step is the number of its
//! kernels, that was most of a step. A tape notes for each value how its gradient passes on to what it was made of; pieces of
//! the network whose gradient is short on paper (norm, attention, terms of the loss) are one entry each.
//!
//! [`Mode::Library`] computes the same by the library's differentiable operations alone, so that both can be compared.

mod algebra;
mod attention;
mod terms;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use candle_core::{Result, Tensor, TensorId};

/// What a pass is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Values alone.
    Values,
    /// Values and the way back.
    Gradients,
    /// Values by operations that the library differentiates.
    Library,
}

/// A value, and where its gradient is gathered; nowhere for constants.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) value: Tensor,
    place: Option<usize>,
}

impl Node {
    /// A value that nothing is learned from.
    pub(super) fn constant(value: &Tensor) -> Self {
        Self { value: value.detach(), place: None }
    }
}

type Back = Box<dyn FnOnce(&[Option<Tensor>], &mut Sink) -> Result<()>>;

struct Entry {
    /// Places of what the entry made: the first, and how many.
    made: (usize, usize),
    back: Back,
}

/// What a pass has done.
pub(super) struct Tape {
    mode: Mode,
    places: Cell<usize>,
    leaves: RefCell<HashMap<TensorId, usize>>,
    entries: RefCell<Vec<Entry>>,
    /// Ones by their shape: what is needed again and again is filled once.
    ones: RefCell<HashMap<Vec<usize>, Tensor>>,
}

/// Gradients while they are gathered.
pub(super) struct Sink {
    gradients: Vec<Option<Tensor>>,
}

impl Sink {
    /// Adds to the gradient of a place; for constants nothing is computed.
    fn give(&mut self, place: Option<usize>, make: impl FnOnce() -> Result<Tensor>) -> Result<()> {
        let Some(slot) = place.and_then(|place| self.gradients.get_mut(place)) else { return Ok(()) };
        let more = make()?;
        *slot = Some(match slot.take() {
            Some(sum) => (sum + more)?,
            None => more,
        });
        Ok(())
    }
}

/// Gradients of weights.
pub(super) struct Gradients {
    leaves: HashMap<TensorId, Tensor>,
}

impl Gradients {
    /// The gradient of a weight; none where the loss does not depend on it.
    pub(super) fn get(&self, weight: &Tensor) -> Option<&Tensor> {
        self.leaves.get(&weight.id())
    }
}

impl Tape {
    pub(super) fn new(mode: Mode) -> Self {
        Self {
            mode,
            places: Cell::new(0),
            leaves: RefCell::default(),
            entries: RefCell::default(),
            ones: RefCell::default(),
        }
    }

    fn library(&self) -> bool {
        self.mode == Mode::Library
    }

    /// A weight.
    pub(super) fn leaf(&self, weight: &Tensor) -> Node {
        match self.mode {
            Mode::Values => Node::constant(weight),
            Mode::Library => Node { value: weight.clone(), place: None },
            Mode::Gradients => {
                let place = *self.leaves.borrow_mut().entry(weight.id()).or_insert_with(|| self.reserve(1));
                Node { value: weight.detach(), place: Some(place) }
            }
        }
    }

    /// A tensor of ones.
    fn ones(&self, shape: &[usize], like: &Tensor) -> Result<Tensor> {
        if let Some(known) = self.ones.borrow().get(shape) {
            return Ok(known.clone());
        }
        let made = Tensor::ones(shape, like.dtype(), like.device())?;
        self.ones.borrow_mut().insert(shape.to_vec(), made.clone());
        Ok(made)
    }

    fn reserve(&self, count: usize) -> usize {
        let first = self.places.get();
        self.places.set(first + count);
        first
    }

    /// Notes how the gradient of a value passes on.
    fn note(
        &self,
        value: Tensor,
        inputs: &[&Node],
        back: impl FnOnce(&Tensor, &mut Sink) -> Result<()> + 'static,
    ) -> Node {
        if self.mode != Mode::Gradients || inputs.iter().all(|input| input.place.is_none()) {
            return Node { value, place: None };
        }
        let first = self.reserve(1);
        let back: Back = Box::new(move |gradients, sink| match gradients.first() {
            Some(Some(gradient)) => back(gradient, sink),
            _ => Ok(()),
        });
        self.entries.borrow_mut().push(Entry { made: (first, 1), back });
        Node { value, place: Some(first) }
    }

    /// The same for several values that are made together; `back` is called when any of them has a gradient.
    fn note_many(
        &self,
        values: Vec<Tensor>,
        inputs: &[&Node],
        back: impl FnOnce(&[Option<Tensor>], &mut Sink) -> Result<()> + 'static,
    ) -> Vec<Node> {
        if self.mode != Mode::Gradients || inputs.iter().all(|input| input.place.is_none()) {
            return values.into_iter().map(|value| Node { value, place: None }).collect();
        }
        let first = self.reserve(values.len());
        self.entries.borrow_mut().push(Entry { made: (first, values.len()), back: Box::new(back) });
        values.into_iter().enumerate().map(|(number, value)| Node { value, place: Some(first + number) }).collect()
    }

    /// Gradients of all weights that the loss depends on.
    pub(super) fn gradients(self, loss: &Node) -> Result<Gradients> {
        let mut sink = Sink { gradients: vec![None; self.places.get()] };
        sink.give(loss.place, || loss.value.ones_like())?;
        for Entry { made: (first, count), back } in self.entries.into_inner().into_iter().rev() {
            let made: Vec<Option<Tensor>> =
                sink.gradients.iter_mut().skip(first).take(count).map(Option::take).collect();
            if made.iter().any(Option::is_some) {
                back(&made, &mut sink)?;
            }
        }
        let found = |(id, place): (TensorId, usize)| Some((id, sink.gradients.get_mut(place)?.take()?));
        Ok(Gradients { leaves: self.leaves.into_inner().into_iter().filter_map(found).collect() })
    }
}
