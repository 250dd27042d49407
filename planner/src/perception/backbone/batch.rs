//! Which sequences go through the model together.

/// Most tokens of one forward pass on the CPU: more would push activations out of the cache.
const CPU_TOKENS: usize = 512;
/// Most tokens of one forward pass on an accelerator, padding counted.
const ACCELERATOR_TOKENS: usize = 32_768;

/// Groups sequences of one length, as indices into `lengths`. No padding, hence no mask, hence
/// nothing in a row's arithmetic that depends on its neighbours.
///
/// Matrix kernels choose their summation order by size when a product is small: a model of so few
/// `dimension`s runs its sequences one by one.
pub(super) fn equal_lengths(lengths: &[usize], dimension: usize) -> Vec<Vec<usize>> {
    let tokens = if 3 * dimension > 256 { CPU_TOKENS } else { 0 };
    grouped(lengths, tokens, |longest, length| longest == length)
}

/// Groups sequences of similar length, to be padded to the longest of the group, which is last.
pub(super) fn similar_lengths(lengths: &[usize]) -> Vec<Vec<usize>> {
    grouped(lengths, ACCELERATOR_TOKENS, |_, _| true)
}

/// Walks the sequences by ascending length and closes a group when it is full or `fits` says no.
fn grouped(lengths: &[usize], tokens: usize, fits: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut order: Vec<(usize, usize)> = lengths.iter().copied().zip(0..).collect();
    order.sort_unstable();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut longest = None;
    for (length, index) in order {
        match groups.last_mut() {
            Some(group) if longest.is_some_and(|l| fits(l, length)) && (group.len() + 1) * length <= tokens => {
                group.push(index);
            }
            _ => groups.push(vec![index]),
        }
        longest = Some(length);
    }
    groups
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_sequence_is_in_one_group_and_groups_fit(lengths in prop::collection::vec(1_usize..300, 0..80)) {
            for (groups, budget) in [(equal_lengths(&lengths, 384), CPU_TOKENS), (similar_lengths(&lengths), ACCELERATOR_TOKENS)] {
                let mut seen: Vec<usize> = groups.concat();
                seen.sort_unstable();
                prop_assert_eq!(seen, (0..lengths.len()).collect::<Vec<_>>());
                for group in groups {
                    let longest = group.iter().map(|index| lengths[*index]).max().unwrap_or(0);
                    prop_assert!(group.len() == 1 || group.len() * longest <= budget);
                }
            }
            for group in equal_lengths(&lengths, 384) {
                prop_assert!(group.iter().all(|index| lengths[*index] == lengths[group[0]]));
            }
        }
    }
}
