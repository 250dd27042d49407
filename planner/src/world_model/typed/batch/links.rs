//! Which rows of a table make up which rows of another: look-ups and sums, and their gradients.
//!
//! On the CPU rows are added one after the other. An accelerator would do that with one thread a column, so there every row of
//! the result lists what it is the sum of, padded; a list that is much longer than the others is summed in pieces, and
//! the pieces are summed again. All of it is laid out once, where the batch is made.

use candle_core::{Device, Result, Tensor};

use super::ids;

/// Rows beyond which a list is summed in pieces.
const PIECE: usize = 32;
/// Stands for no row: the library reads zeros there.
const NONE: u32 = u32::MAX;

/// Where a batch goes, and what is done with it there.
#[derive(Clone, Copy, Debug)]
pub(in crate::world_model::typed) struct Making<'a> {
    pub(in crate::world_model::typed) device: &'a Device,
    /// Whether rows are summed from padded lists.
    pub(in crate::world_model::typed) padded: bool,
    /// Whether gradients are wanted.
    pub(in crate::world_model::typed) trained: bool,
}

/// Rows that are sums of rows of a table.
#[derive(Debug)]
pub(in crate::world_model::typed) struct Links {
    from: Vec<u32>,
    /// Rows of the result that `from` is added to; none where every row of the result is one row of the table.
    to: Option<Vec<u32>>,
    ahead: Way,
    /// From gradients of the result to gradients of the table.
    back: Option<Way>,
}

#[derive(Debug)]
enum Way {
    Chosen(Tensor),
    /// Rows (all, in order, where none are named), the rows that they are added to, and how many of those there are.
    Added {
        from: Option<Tensor>,
        to: Tensor,
        rows: usize,
    },
    /// Rounds of padded lists: (members of a list, lists), list after list within a member.
    Padded(Vec<(Tensor, [usize; 2])>),
}

impl Links {
    /// Row `n` of the result is row `from[n]` of a table of so many rows.
    pub(in crate::world_model::typed) fn chosen(from: Vec<u32>, table: usize, making: Making<'_>) -> Result<Self> {
        let ahead = Way::Chosen(ids(&from, making.device)?);
        let back = making.trained.then(|| {
            if making.padded {
                let all: Vec<u32> = (0..super::id(from.len())).collect();
                return Way::padded((&all, &from), table, making.device);
            }
            Ok(Way::Added { from: None, to: ids(&from, making.device)?, rows: table })
        });
        Ok(Self { from, to: None, ahead, back: back.transpose()? })
    }

    /// Row `from[n]` of a table is added to row `to[n]` of the result; both come with the number of rows.
    pub(in crate::world_model::typed) fn added(
        (from, table): (Vec<u32>, usize),
        (to, rows): (Vec<u32>, usize),
        making: Making<'_>,
    ) -> Result<Self> {
        let way = |from: &[u32], to: &[u32], rows: usize| {
            if making.padded {
                return Way::padded((from, to), rows, making.device);
            }
            Ok(Way::Added { from: Some(ids(from, making.device)?), to: ids(to, making.device)?, rows })
        };
        let ahead = way(&from, &to, rows)?;
        let back = making.trained.then(|| way(&to, &from, table)).transpose()?;
        Ok(Self { from, to: Some(to), ahead, back })
    }

    /// How many rows of the table are read.
    pub(in crate::world_model::typed) fn len(&self) -> usize {
        self.from.len()
    }

    /// The rows of the table that are read, and where they are added, if they are.
    pub(in crate::world_model::typed) fn pairs(&self) -> (&[u32], Option<&[u32]>) {
        (&self.from, self.to.as_deref())
    }

    /// The result's rows.
    pub(in crate::world_model::typed) fn ahead(&self, table: &Tensor) -> Result<Tensor> {
        self.ahead.rows(table)
    }

    /// The table's gradient from the result's.
    pub(in crate::world_model::typed) fn back(&self, gradient: &Tensor) -> Result<Tensor> {
        match &self.back {
            Some(back) => back.rows(gradient),
            None => Err(candle_core::Error::msg("the batch was not made to be trained on")),
        }
    }

    /// The result's rows by operations whose gradient the library knows.
    pub(in crate::world_model::typed) fn plain(&self, table: &Tensor) -> Result<Tensor> {
        let from = Tensor::from_slice(&self.from, self.from.len(), table.device())?;
        let Some(to) = &self.to else { return table.index_select(&from, 0) };
        let to = Tensor::from_slice(to, to.len(), table.device())?;
        let mut shape = table.dims().to_vec();
        if let Some(rows) = shape.first_mut() {
            *rows = self.ahead.count();
        }
        Tensor::zeros(shape, table.dtype(), table.device())?.index_add(&to, &table.index_select(&from, 0)?, 0)
    }
}

impl Way {
    fn count(&self) -> usize {
        match self {
            Self::Chosen(ids) => ids.elem_count(),
            Self::Added { rows, .. } => *rows,
            Self::Padded(rounds) => rounds.last().map_or(0, |(_, [_, lists])| *lists),
        }
    }

    fn padded((from, to): (&[u32], &[u32]), rows: usize, device: &Device) -> Result<Self> {
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); rows];
        for (from, to) in from.iter().zip(to) {
            if let Some(list) = lists.get_mut(*to as usize) {
                list.push(*from);
            }
        }
        let mut rounds = Vec::new();
        while lists.iter().any(|list| list.len() > PIECE) {
            let mut pieces = Vec::new();
            for list in &mut lists {
                let first = pieces.len();
                pieces.extend(list.chunks(PIECE).map(<[u32]>::to_vec));
                *list = (super::id(first)..super::id(pieces.len())).collect();
            }
            rounds.push(laid_out(&pieces, device)?);
        }
        rounds.push(laid_out(&lists, device)?);
        Ok(Self::Padded(rounds))
    }

    fn rows(&self, table: &Tensor) -> Result<Tensor> {
        let mut shape = table.dims().to_vec();
        let Some(rows) = shape.first_mut() else { return Ok(table.clone()) };
        *rows = self.count();
        let wide = shape.iter().skip(1).product::<usize>();
        match self {
            Self::Chosen(ids) => table.contiguous()?.index_select(ids, 0),
            Self::Added { from, to, rows } => {
                let flat = table.reshape(((), wide))?;
                let read = from.as_ref().map(|from| flat.index_select(from, 0)).transpose()?.unwrap_or(flat);
                let zeros = Tensor::zeros((*rows, wide), table.dtype(), table.device())?;
                zeros.index_add(to, &read, 0)?.reshape(shape)
            }
            Self::Padded(rounds) => {
                let mut flat = table.contiguous()?.reshape(((), wide))?;
                for (ids, [most, lists]) in rounds {
                    let read = flat.index_select(ids, 0)?;
                    flat = if *most == 1 {
                        read
                    } else {
                        let ones = Tensor::ones((1, *most), table.dtype(), table.device())?;
                        ones.matmul(&read.reshape((*most, lists * wide))?)?.reshape((*lists, wide))?
                    };
                }
                flat.reshape(shape)
            }
        }
    }
}

fn laid_out(lists: &[Vec<u32>], device: &Device) -> Result<(Tensor, [usize; 2])> {
    let most = lists.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let mut rows = Vec::with_capacity(most * lists.len());
    for member in 0..most {
        rows.extend(lists.iter().map(|list| list.get(member).copied().unwrap_or(NONE)));
    }
    Ok((ids(&rows, device)?, [most, lists.len()]))
}
