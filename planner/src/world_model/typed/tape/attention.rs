//! Attention and the norms around it, each with its gradient as one entry.

use candle_core::{D, Result, Tensor};

use super::algebra::unnormed;
use super::{Node, Tape};

impl Tape {
    /// `norm(tokens) · (scale + 1) + shift`, with a scale and a shift for each scene; `tokens`: (scenes, tokens, width), the others
    /// (scenes, width).
    pub(in crate::world_model::typed) fn modulated(&self, tokens: &Node, scale: &Node, shift: &Node) -> Result<Node> {
        let normed = self.norm(&tokens.value)?;
        let open = (scale.value.unsqueeze(1)? + 1.0)?;
        let value = normed.broadcast_mul(&open)?.broadcast_add(&shift.value.unsqueeze(1)?)?;
        let (places, given) = ([tokens.place, scale.place, shift.place], tokens.value.clone());
        let (scenes, count, _) = given.dims3()?;
        let ones = self.ones(&[scenes, 1, count], &given)?;
        Ok(self.note(value, &[tokens, scale, shift], move |gradient, sink| {
            sink.give(places[0], || unnormed(&gradient.broadcast_mul(&open)?, &given, &normed))?;
            sink.give(places[1], || over_tokens(&ones, &(gradient * &normed)?))?;
            sink.give(places[2], || over_tokens(&ones, gradient))
        }))
    }

    /// So many parts of equal width of each row.
    pub(in crate::world_model::typed) fn parts(&self, input: &Node, count: usize) -> Result<Vec<Node>> {
        let width = input.value.dim(1)? / count.max(1);
        let values = (0..count).map(|number| input.value.narrow(1, number * width, width)).collect::<Result<_>>()?;
        let place = input.place;
        Ok(self.note_many(values, &[input], move |gradients, sink| sink.give(place, || joined(gradients, 1))))
    }

    /// The bias of the attention of blocks: (scenes, heads, tokens, tokens) each, from what tokens are to each other (scenes, tokens,
    /// tokens, relations), a table (relations, heads) a block, and what is closed (scenes, 1, 1, tokens).
    pub(in crate::world_model::typed) fn biases(
        &self,
        relations: &Tensor,
        tables: &[Node],
        closed: &Tensor,
    ) -> Result<Vec<Node>> {
        let (scenes, count, _, kinds) = relations.dims4()?;
        let flat = relations.reshape((scenes * count * count, kinds))?;
        let blocks = tables.len();
        let heads = tables.first().map_or(Ok(1), |table| table.value.dim(1))?;
        let table = self.row_of(tables)?;
        let all = flat.matmul(&table.value)?.reshape((scenes, count, count, blocks, heads))?;
        let all = all.permute((3, 0, 4, 1, 2))?.contiguous()?;
        let all = all.broadcast_add(&closed.unsqueeze(0)?)?;
        let all = self.note(all, &[&table], move |gradient, sink| {
            sink.give(table.place, || {
                let gradient = gradient.permute((1, 3, 4, 0, 2))?.contiguous()?;
                flat.t()?.matmul(&gradient.reshape((scenes * count * count, blocks * heads))?)
            })
        });
        self.layers(&all)
    }

    /// Matrices of one height side by side.
    fn row_of(&self, tables: &[Node]) -> Result<Node> {
        let values: Vec<&Tensor> = tables.iter().map(|table| &table.value).collect();
        let places: Vec<(Option<usize>, usize)> =
            tables.iter().map(|table| Ok((table.place, table.value.dim(1)?))).collect::<Result<_>>()?;
        let inputs: Vec<&Node> = tables.iter().collect();
        Ok(self.note(Tensor::cat(&values, 1)?, &inputs, move |gradient, sink| {
            let mut first = 0;
            for (place, wide) in places {
                sink.give(place, || gradient.narrow(1, first, wide)?.contiguous())?;
                first += wide;
            }
            Ok(())
        }))
    }

    /// What lies behind each number of the first dimension.
    fn layers(&self, input: &Node) -> Result<Vec<Node>> {
        let values = (0..input.value.dim(0)?).map(|number| input.value.get(number)).collect::<Result<_>>()?;
        let (place, dims) = (input.place, input.value.dims().to_vec());
        Ok(self.note_many(values, &[input], move |gradients, sink| {
            sink.give(place, || joined(gradients, 0)?.reshape(dims))
        }))
    }

    /// Attention of every token of a scene to every other. `input`: (scenes · tokens, 3 · width), queries, keys and values side by
    /// side; `bias`: (scenes, heads, tokens, tokens). Gives (scenes · tokens, width).
    pub(in crate::world_model::typed) fn attended(&self, input: &Node, bias: &Node) -> Result<Node> {
        let (scenes, heads, count, _) = bias.value.dims4()?;
        let width = input.value.dim(1)? / 3;
        let size = width / heads;
        let scale = 1.0 / (size as f64).sqrt();
        let apart = input.value.reshape((scenes, count, 3, heads, size))?.permute((2, 0, 3, 1, 4))?.contiguous()?;
        let (query, key, read) = (apart.get(0)?, apart.get(1)?, apart.get(2)?);
        let logits = ((query.matmul(&key.t()?)? * scale)? + &bias.value)?;
        let shares = self.shares(&logits)?;
        let mixed = shares.matmul(&read)?.transpose(1, 2)?.contiguous()?.reshape((scenes * count, width))?;
        let places = [input.place, bias.place];
        Ok(self.note(mixed, &[input, bias], move |gradient, sink| {
            let gradient = gradient.reshape((scenes, count, heads, size))?.transpose(1, 2)?.contiguous()?;
            let logits = unshared(&gradient.matmul(&read.t()?)?, &shares)?;
            sink.give(places[0], || {
                let scaled = (&logits * scale)?;
                let (query, key) = (scaled.matmul(&key)?, scaled.t()?.matmul(&query)?);
                let read = shares.t()?.matmul(&gradient)?;
                let apart = Tensor::stack(&[query, key, read], 0)?;
                apart.permute((1, 3, 0, 2, 4))?.contiguous()?.reshape((scenes * count, 3 * width))
            })?;
            sink.give(places[1], || Ok(logits.clone()))
        }))
    }

    /// Softmax over the last dimension.
    pub(super) fn shares(&self, logits: &Tensor) -> Result<Tensor> {
        if self.library() {
            return candle_nn::ops::softmax(logits, D::Minus1);
        }
        candle_nn::ops::softmax_last_dim(logits)
    }
}

/// The gradient of a softmax's input.
fn unshared(gradient: &Tensor, shares: &Tensor) -> Result<Tensor> {
    let weighted = (gradient * shares)?;
    let sum = weighted.sum_keepdim(D::Minus1)?;
    &weighted - shares.broadcast_mul(&sum)?
}

/// Sums over tokens: from (scenes, tokens, width) to (scenes, width), with ones (scenes, 1, tokens).
fn over_tokens(ones: &Tensor, input: &Tensor) -> Result<Tensor> {
    ones.matmul(&input.contiguous()?)?.squeeze(1)
}

/// Gradients of parts put together again; zeros where a part has none.
fn joined(gradients: &[Option<Tensor>], along: usize) -> Result<Tensor> {
    let Some(known) = gradients.iter().flatten().next() else {
        return Err(candle_core::Error::msg("parts without a gradient were asked for one"));
    };
    let zeros = known.zeros_like()?;
    let parts: Vec<&Tensor> = gradients.iter().map(|part| part.as_ref().unwrap_or(&zeros)).collect();
    Tensor::cat(&parts, along)
}
