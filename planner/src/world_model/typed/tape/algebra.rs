//! Sums, products, look-ups.

use candle_core::{D, Result, Shape, Tensor};

use super::{Node, Tape};
use crate::world_model::typed::batch::Links;

/// Added to the mean square, so that a row of zeros has a norm.
const SMALL: f64 = 1e-6;

impl Tape {
    /// Rows of a table, or sums of them.
    pub(in crate::world_model::typed) fn linked(&self, table: &Node, links: &std::sync::Arc<Links>) -> Result<Node> {
        if self.library() {
            return Ok(Node { value: links.plain(&table.value)?, place: None });
        }
        let (place, back) = (table.place, links.clone());
        Ok(self
            .note(links.ahead(&table.value)?, &[table], move |gradient, sink| sink.give(place, || back.back(gradient))))
    }

    /// The same numbers in another shape.
    pub(in crate::world_model::typed) fn shaped(&self, input: &Node, shape: impl Into<Shape>) -> Result<Node> {
        let (place, dims) = (input.place, input.value.dims().to_vec());
        Ok(self.note(input.value.reshape(shape.into())?, &[input], move |gradient, sink| {
            sink.give(place, || gradient.reshape(dims))
        }))
    }

    /// Sum of two values of one shape.
    pub(in crate::world_model::typed) fn sum(&self, left: &Node, right: &Node) -> Result<Node> {
        let places = [left.place, right.place];
        Ok(self.note((&left.value + &right.value)?, &[left, right], move |gradient, sink| {
            places.into_iter().try_for_each(|place| sink.give(place, || Ok(gradient.clone())))
        }))
    }

    /// A value times a number.
    pub(in crate::world_model::typed) fn scaled(&self, input: &Node, factor: f64) -> Result<Node> {
        let place = input.place;
        Ok(self.note((&input.value * factor)?, &[input], move |gradient, sink| sink.give(place, || gradient * factor)))
    }

    /// Product of matrices, or of as many pairs of them as the first dimensions say.
    pub(in crate::world_model::typed) fn product(&self, left: &Node, right: &Node) -> Result<Node> {
        let (first, second) = (left.clone(), right.clone());
        Ok(self.note(left.value.matmul(&right.value)?, &[left, right], move |gradient, sink| {
            sink.give(first.place, || gradient.matmul(&second.value.t()?))?;
            sink.give(second.place, || first.value.t()?.matmul(gradient))
        }))
    }

    /// Product with the transposed: of every row of the one with every row of the other.
    pub(in crate::world_model::typed) fn against(&self, left: &Node, right: &Node) -> Result<Node> {
        let (first, second) = (left.clone(), right.clone());
        Ok(self.note(left.value.matmul(&right.value.t()?)?, &[left, right], move |gradient, sink| {
            sink.give(first.place, || gradient.matmul(&second.value))?;
            sink.give(second.place, || gradient.t()?.matmul(&first.value))
        }))
    }

    /// Two matrices side by side.
    pub(in crate::world_model::typed) fn beside(&self, left: &Node, right: &Node) -> Result<Node> {
        let (first, second) = (left.place, right.place);
        let (at, more) = (left.value.dim(1)?, right.value.dim(1)?);
        let value = Tensor::cat(&[&left.value, &right.value], 1)?;
        Ok(self.note(value, &[left, right], move |gradient, sink| {
            sink.give(first, || gradient.narrow(1, 0, at)?.contiguous())?;
            sink.give(second, || gradient.narrow(1, at, more)?.contiguous())
        }))
    }

    /// What is positive.
    pub(in crate::world_model::typed) fn positive(&self, input: &Node) -> Result<Node> {
        let (place, value) = (input.place, input.value.relu()?);
        let kept = value.clone();
        Ok(self.note(value, &[input], move |gradient, sink| sink.give(place, || gradient * kept.sign()?)))
    }

    /// A value with a constant added.
    pub(in crate::world_model::typed) fn offset(&self, input: &Node, constant: &Tensor) -> Result<Node> {
        self.sum(input, &Node::constant(constant))
    }

    /// A row added to every row of a matrix.
    pub(in crate::world_model::typed) fn shifted(&self, input: &Node, row: &Node) -> Result<Node> {
        let (places, ones) = ([input.place, row.place], self.ones(&[1, input.value.dim(0)?], &input.value)?);
        Ok(self.note(input.value.broadcast_add(&row.value)?, &[input, row], move |gradient, sink| {
            sink.give(places[0], || Ok(gradient.clone()))?;
            sink.give(places[1], || ones.matmul(&gradient.contiguous()?))
        }))
    }

    /// `keys + values + gates · values`.
    pub(in crate::world_model::typed) fn gated(&self, keys: &Node, values: &Node, gates: &Node) -> Result<Node> {
        let open = (&gates.value + 1.0)?;
        let value = ((&open * &values.value)? + &keys.value)?;
        let (places, kept) = ([keys.place, values.place, gates.place], values.value.clone());
        Ok(self.note(value, &[keys, values, gates], move |gradient, sink| {
            sink.give(places[0], || Ok(gradient.clone()))?;
            sink.give(places[1], || gradient * &open)?;
            sink.give(places[2], || gradient * &kept)
        }))
    }

    /// Root-mean-square norm over the last dimension.
    pub(in crate::world_model::typed) fn normed(&self, input: &Node) -> Result<Node> {
        let value = self.norm(&input.value)?;
        let (place, given, kept) = (input.place, input.value.clone(), value.clone());
        Ok(self.note(value, &[input], move |gradient, sink| sink.give(place, || unnormed(gradient, &given, &kept))))
    }

    pub(super) fn norm(&self, input: &Tensor) -> Result<Tensor> {
        if self.library() {
            return input.broadcast_div(&root(input)?);
        }
        let ones = self.ones(&[input.dim(D::Minus1)?], input)?;
        candle_nn::ops::rms_norm(&input.contiguous()?, &ones, SMALL as f32)
    }

    /// Numbers of each row by their column.
    pub(in crate::world_model::typed) fn picked(&self, input: &Node, columns: &Tensor) -> Result<Node> {
        let (place, columns, dims) = (input.place, columns.clone(), input.value.dims().to_vec());
        Ok(self.note(input.value.gather(&columns, 1)?, &[input], move |gradient, sink| {
            sink.give(place, || {
                let zeros = Tensor::zeros(dims, gradient.dtype(), gradient.device())?;
                zeros.scatter_add(&columns, &gradient.contiguous()?, 1)
            })
        }))
    }
}

/// What the norm divides by.
fn root(input: &Tensor) -> Result<Tensor> {
    (input.sqr()?.mean_keepdim(D::Minus1)? + SMALL)?.sqrt()
}

/// `(g − y · mean(g · y)) / root`, where `y` is the normed input.
pub(super) fn unnormed(gradient: &Tensor, input: &Tensor, normed: &Tensor) -> Result<Tensor> {
    let along = (gradient * normed)?.mean_keepdim(D::Minus1)?;
    (gradient - normed.broadcast_mul(&along)?)?.broadcast_div(&root(input)?)
}
