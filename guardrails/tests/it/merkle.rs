//! The Merkle tree: known values, and ct-merkle as an independent second implementation.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof};
use groundstate_guardrails::log::merkle::{
    Frontier, Hash, Nodes, ProofError, consistency_proof, empty_root, inclusion_proof, leaf_hash, node_hash, root,
    verify_consistency, verify_inclusion,
};
use proptest::prelude::*;
use sha2::Sha256;

/// The leaves that the certificate transparency project tests with.
const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
/// The roots of their first 1 … 8.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

fn frontier(leaves: &[Hash]) -> Frontier {
    let mut frontier = Frontier::new();
    for leaf in leaves {
        frontier.append(*leaf);
    }
    frontier
}

fn reference(count: u64) -> MemoryBackedTree<Sha256, [u8; 8]> {
    let mut tree = MemoryBackedTree::new();
    (0..count).for_each(|n| tree.push(n.to_be_bytes()));
    tree
}

#[test]
fn known_roots() {
    assert_eq!(hex::encode(empty_root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    let mut tree = Frontier::new();
    for (leaf, root) in LEAVES.iter().zip(ROOTS) {
        tree.append(leaf_hash(&hex::decode(leaf).expect("hex")));
        assert_eq!(hex::encode(tree.root()), root);
    }
}

#[test]
fn every_small_tree_agrees_with_the_reference() {
    for size in 0..40_u64 {
        let leaves = leaves(size);
        let tree = reference(size);
        let root_here = frontier(&leaves).root();
        assert_eq!(root_here.as_slice(), tree.root().as_bytes().as_slice(), "size {size}");
        assert_eq!(root(leaves.as_slice(), size).expect("in memory"), root_here);
        for index in 0..size {
            let path = inclusion_proof(leaves.as_slice(), index, size).expect("inside");
            assert_eq!(path.concat(), tree.prove_inclusion(index as usize).as_bytes(), "{index} of {size}");
            assert_eq!(verify_inclusion(&leaves[index as usize], index, size, &path, &root_here), Ok(()));
        }
        for old in 1..=size {
            let path = consistency_proof(leaves.as_slice(), old, size).expect("inside");
            let old_root = frontier(&leaves[..old as usize]).root();
            assert_eq!(verify_consistency(old, &old_root, size, &root_here, &path), Ok(()), "{old} to {size}");
            let expected = tree.prove_consistency((size - old) as usize);
            assert_eq!(path.concat(), expected.as_bytes(), "{old} to {size}");
        }
    }
}

#[test]
fn proofs_outside_the_tree_are_refused() {
    let leaves = leaves(5);
    let some = leaves[0];
    assert!(matches!(inclusion_proof(leaves.as_slice(), 5, 5), Err(ProofError::Range { .. })));
    assert!(matches!(inclusion_proof(leaves.as_slice(), 0, 0), Err(ProofError::Range { .. })));
    assert!(matches!(consistency_proof(leaves.as_slice(), 6, 5), Err(ProofError::Range { .. })));
    assert!(matches!(verify_inclusion(&some, 5, 5, &[], &some), Err(ProofError::Range { .. })));
    assert!(matches!(verify_consistency(6, &some, 5, &some, &[]), Err(ProofError::Range { .. })));
    assert_eq!(verify_consistency(0, &empty_root(), 5, &some, &[]), Ok(()));
    assert!(verify_consistency(0, &some, 5, &some, &[]).is_err(), "the empty tree has one root");
    assert_eq!(verify_consistency(5, &some, 5, &some, &[]), Ok(()));
    assert!(verify_consistency(5, &some, 5, &some, &[some]).is_err());
    assert!(verify_consistency(3, &some, 5, &some, &[]).is_err());
    let huge = u64::MAX;
    assert!(verify_inclusion(&some, huge - 1, huge, &[some; 80], &some).is_err());
    assert!(verify_consistency(huge - 1, &some, huge, &some, &[some; 80]).is_err());
}

/// A store that keeps what the frontier completes, and nothing else.
#[test]
fn completed_subtrees_are_all_that_proofs_need() {
    struct Store(std::collections::BTreeMap<(u32, u64), Hash>);
    impl Nodes for Store {
        type Error = String;
        fn node(&self, level: u32, index: u64) -> Result<Hash, String> {
            self.0.get(&(level, index)).copied().ok_or_else(|| format!("{level}/{index} is missing"))
        }
    }
    let leaves = leaves(100);
    let (mut store, mut tree) = (Store(Default::default()), Frontier::new());
    for leaf in &leaves {
        for node in tree.append(*leaf) {
            assert!(store.0.insert((node.level, node.index), node.hash).is_none(), "each is completed once");
        }
    }
    assert_eq!(root(&store, 100), Ok(tree.root()));
    for n in 0..100 {
        assert_eq!(
            inclusion_proof(&store, n, 100).expect("kept"),
            inclusion_proof(leaves.as_slice(), n, 100).expect("inside")
        );
        assert_eq!(
            consistency_proof(&store, n, 100).expect("kept"),
            consistency_proof(leaves.as_slice(), n, 100).expect("inside")
        );
    }
    assert!(matches!(inclusion_proof(&Store(Default::default()), 0, 2), Err(ProofError::Nodes(_))));
}

#[test]
fn a_frontier_can_be_kept_as_its_peaks() {
    let leaves = leaves(77);
    let tree = frontier(&leaves);
    let again = Frontier::from_peaks(77, tree.peaks().to_vec()).expect("as many peaks as one bits");
    assert_eq!((again.root(), again.size()), (tree.root(), 77));
    assert!(Frontier::from_peaks(76, tree.peaks().to_vec()).is_none());
    assert!(Frontier::from_peaks(0, Vec::new()).is_some());
}

#[test]
fn leaves_and_nodes_are_hashed_apart() {
    let (left, right) = (leaf_hash(b"a"), leaf_hash(b"b"));
    assert_ne!(leaf_hash(&[left, right].concat()), node_hash(&left, &right));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn larger_trees_agree_with_the_reference(size in 1..600_u64, pick in any::<prop::sample::Index>()) {
        let leaves = leaves(size);
        let tree = reference(size);
        let index = pick.index(size as usize) as u64;
        let path = inclusion_proof(leaves.as_slice(), index, size).expect("inside");
        let proof = InclusionProof::<Sha256>::try_from_bytes(path.concat()).expect("a proof");
        prop_assert!(tree.root().verify_inclusion(&index.to_be_bytes(), index, &proof).is_ok());
        let old = index + 1;
        let path = consistency_proof(leaves.as_slice(), old, size).expect("inside");
        let proof = ConsistencyProof::<Sha256>::try_from_bytes(path.concat()).expect("a proof");
        prop_assert!(tree.root().verify_consistency(&reference(old).root(), &proof).is_ok());
    }

    /// A proof with anything changed proves nothing.
    #[test]
    fn changed_proofs_fail(size in 2..80_u64, pick in any::<prop::sample::Index>(), change in 0..6_usize, at in any::<prop::sample::Index>(), bit in 0..256_usize) {
        let leaves = leaves(size);
        let root = frontier(&leaves).root();
        let index = pick.index(size as usize) as u64;
        let mut path = inclusion_proof(leaves.as_slice(), index, size).expect("inside");
        let flip = |hash: &mut Hash| hash[bit / 8] ^= 1 << (bit % 8);
        let (mut leaf, mut other_root, mut at_index) = (leaves[index as usize], root, index);
        match change {
            0 => flip(&mut leaf),
            1 => flip(&mut other_root),
            2 => { let n = path.len(); flip(&mut path[at.index(n)]) }
            3 => { path.pop(); }
            4 => path.push(leaf),
            _ => at_index = (index + 1) % size,
        }
        prop_assert!(verify_inclusion(&leaf, at_index, size, &path, &other_root).is_err());
    }

    #[test]
    fn changed_history_is_not_consistent(size in 2..80_u64, pick in any::<prop::sample::Index>(), changed in any::<prop::sample::Index>()) {
        let leaves = leaves(size);
        let old = 1 + pick.index(size as usize - 1) as u64;
        let mut forged = leaves.clone();
        forged[changed.index(old as usize)] = leaf_hash(b"forged");
        let path = consistency_proof(forged.as_slice(), old, size).expect("inside");
        let old_root = frontier(&leaves[..old as usize]).root();
        prop_assert!(verify_consistency(old, &old_root, size, &frontier(&forged).root(), &path).is_err());
    }
}
