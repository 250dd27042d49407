//! Policies laid over each other: what a lower level may do, and what it never can.

use groundstate_guardrails::evaluate::CompiledPolicy;
use groundstate_guardrails::features::{NoFeatures, Unlimited};
use groundstate_guardrails::policy::inherit::{Layer, Level, Source, compose};
use groundstate_guardrails::policy::{Enforcement, ObjectiveSpec, Policy, Stage};
use groundstate_guardrails::subject::Subject;
use proptest::prelude::*;

use crate::support::{kind, objective, policy_of};

fn layer(level: Level, objectives: Vec<ObjectiveSpec>, remove: &[&str]) -> Layer {
    let remove = remove.iter().map(|id| (*id).to_owned()).collect();
    let policy = Policy { name: level.name().to_owned(), remove, ..policy_of(objectives) };
    let source = Source {
        level,
        target: format!("{} target", level.name()),
        name: policy.name.clone(),
        version: 1,
        digest: policy.digest().expect("a digest"),
    };
    Layer { source, policy }
}

fn words(id: &str, words: &str) -> ObjectiveSpec {
    ObjectiveSpec { id: id.to_owned(), ..objective(kind(&format!("pattern.words = [{words}]"))) }
}

#[test]
fn one_level_is_its_own_document() {
    let only = layer(Level::Tenant, vec![words("a", "\"x\"")], &[]);
    let layers = [only.clone()];
    let effective = compose(&layers);
    assert_eq!(effective.policy(&layers), only.policy);
    assert_eq!(effective.digest(&layers).unwrap(), only.source.digest);
}

#[test]
fn a_lower_level_adds_and_everything_says_where_it_comes_from() {
    let layers = [
        layer(Level::Tenant, vec![words("a", "\"x\"")], &[]),
        layer(Level::Application, vec![words("b", "\"y\"")], &[]),
        layer(Level::Key, vec![words("c", "\"z\"")], &[]),
    ];
    let effective = compose(&layers);
    let from: Vec<(&str, Level)> =
        effective.objectives.iter().map(|sourced| (sourced.objective.id.as_str(), sourced.source.level)).collect();
    assert_eq!(from, [("a", Level::Tenant), ("b", Level::Application), ("c", Level::Key)]);
    assert!(effective.removed.is_empty() && effective.refused.is_empty());
    assert_eq!(effective.sources.len(), 3);
}

#[test]
fn what_is_not_overridable_is_only_tightened() {
    let soft = ObjectiveSpec { enforcement: Enforcement::Soft { weight: 1.0 }, ..words("a", "\"x\"") };
    let above = layer(Level::Tenant, vec![soft.clone(), words("b", "\"y\"")], &[]);
    let tighter = ObjectiveSpec { enforcement: Enforcement::Hard, margin: -1.0, ..soft.clone() };
    let looser = ObjectiveSpec { enforcement: Enforcement::Shadow, ..words("b", "\"y\"") };
    let layers = [above, layer(Level::Key, vec![tighter.clone(), looser], &[])];
    let effective = compose(&layers);
    assert_eq!(effective.objectives[0].objective, tighter);
    assert_eq!((effective.objectives[0].source.level, effective.objectives[0].overrides.len()), (Level::Key, 1));
    assert_eq!(effective.objectives[1].objective, words("b", "\"y\""), "the upper one stands");
    assert_eq!(effective.refused.len(), 1);
    assert_eq!((effective.refused[0].id.as_str(), effective.refused[0].by.level), ("b", Level::Key));
}

#[test]
fn a_mark_lets_a_lower_level_loosen_and_remove() {
    let marked = |id: &str| ObjectiveSpec { overridable: true, ..words(id, "\"x\"") };
    let above = layer(Level::Tenant, vec![marked("a"), marked("b"), words("c", "\"x\"")], &[]);
    let other = words("a", "\"entirely\", \"other\"");
    let layers = [above, layer(Level::Application, vec![other.clone()], &["b", "c", "unknown"])];
    let effective = compose(&layers);
    let ids: Vec<&str> = effective.objectives.iter().map(|sourced| sourced.objective.id.as_str()).collect();
    assert_eq!(ids, ["a", "c"]);
    assert_eq!(effective.objectives[0].objective, other);
    assert_eq!(effective.removed.iter().map(|removed| removed.id.as_str()).collect::<Vec<_>>(), ["b"]);
    let refused: Vec<&str> = effective.refused.iter().map(|refused| refused.id.as_str()).collect();
    assert_eq!(refused, ["c", "unknown"]);
}

#[test]
fn a_mark_cannot_be_given_from_below() {
    let above = layer(Level::Tenant, vec![words("a", "\"x\"")], &[]);
    let marks = layer(Level::Application, vec![ObjectiveSpec { overridable: true, ..words("a", "\"x\"") }], &[]);
    let effective = compose(&[above, marks, layer(Level::Key, Vec::new(), &["a"])]);
    assert!(effective.removed.is_empty() && effective.refused.len() == 1, "{:?}", effective.refused);
    assert!(!effective.objectives[0].objective.overridable);
}

fn spec() -> impl Strategy<Value = ObjectiveSpec> {
    let enforcement = prop_oneof![
        Just(Enforcement::Hard),
        Just(Enforcement::Shadow),
        Just(Enforcement::Soft { weight: 1.0 }),
        Just(Enforcement::Soft { weight: 2.0 })
    ];
    let word = prop::sample::select(vec!["\"ant\"", "\"bee\"", "\"cat\""]);
    let stages = prop::sample::subsequence(Stage::ALL.to_vec(), 1..=6);
    let id = prop::sample::select(vec!["a", "b", "c"]);
    (id, word, enforcement, prop::sample::select(vec![-1.0, 0.0, 1.0]), stages, any::<bool>()).prop_map(
        |(id, word, enforcement, margin, stages, overridable)| ObjectiveSpec {
            enforcement,
            margin,
            stages,
            overridable,
            ..words(id, word)
        },
    )
}

fn distinct(specs: Vec<ObjectiveSpec>) -> Vec<ObjectiveSpec> {
    let mut kept: Vec<ObjectiveSpec> = Vec::new();
    for spec in specs {
        if kept.iter().all(|other| other.id != spec.id) {
            kept.push(spec);
        }
    }
    kept
}

/// What an objective is, who wrote it so, and over whom.
type Standing = (ObjectiveSpec, Level, Vec<Level>);

/// The rule once more, objective by objective: what stands, what was taken away, and what had no effect.
fn by_hand(layers: &[Layer]) -> (Vec<Standing>, Vec<String>, Vec<String>) {
    let (mut standing, mut removed, mut refused): (Vec<Standing>, _, _) = (Vec::new(), Vec::new(), Vec::new());
    for layer in layers {
        let level = layer.source.level;
        for id in &layer.policy.remove {
            if standing.iter().any(|(spec, ..)| spec.id == *id && spec.overridable) {
                standing.retain(|(spec, ..)| spec.id != *id);
                removed.push(id.clone());
            } else {
                refused.push(id.clone());
            }
        }
        for new in &layer.policy.objectives {
            match standing.iter_mut().find(|(spec, ..)| spec.id == new.id) {
                None => standing.push((new.clone(), level, Vec::new())),
                Some((spec, by, over)) if spec.overridable || as_strict(spec, new) => {
                    *spec = ObjectiveSpec { overridable: spec.overridable && new.overridable, ..new.clone() };
                    over.push(*by);
                    *by = level;
                }
                Some(_) => refused.push(new.id.clone()),
            }
        }
    }
    (standing, removed, refused)
}

/// Whether what one form stops the other stops too: it looks for the same, nowhere less, no later and no more gently.
fn as_strict(old: &ObjectiveSpec, new: &ObjectiveSpec) -> bool {
    let grip = |spec: &ObjectiveSpec| match spec.enforcement {
        Enforcement::Hard => f64::INFINITY,
        Enforcement::Soft { weight } => weight,
        Enforcement::Shadow => 0.0,
    };
    old.kind == new.kind
        && old.roles == new.roles
        && old.on_violation == new.on_violation
        && old.stages.iter().all(|stage| new.stages.contains(stage))
        && new.margin <= old.margin
        && grip(new) >= grip(old)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// Whatever lower levels write: what the objectives of the tenant without the mark stop is stopped by the whole.
    #[test]
    fn no_lower_level_opens_what_an_upper_one_closes(
        above in prop::collection::vec(spec(), 0..3),
        below in prop::collection::vec(prop::collection::vec(spec(), 0..4), 1..3),
        removes in prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 0..3),
        text in prop::sample::select(vec!["an ant", "a bee", "a cat", "ant and bee", "nothing"]),
    ) {
        let above = distinct(above);
        let closed: Vec<ObjectiveSpec> = above.iter().filter(|spec| !spec.overridable).cloned().collect();
        let mut layers = vec![layer(Level::Tenant, above, &[])];
        for (specs, level) in below.into_iter().zip([Level::Application, Level::Key]) {
            let specs = distinct(specs);
            let mut removes: Vec<&str> = removes.iter().copied().filter(|id| specs.iter().all(|spec| spec.id != *id)).collect();
            removes.sort_unstable();
            removes.dedup();
            layers.push(layer(level, specs, &removes));
        }
        let effective = compose(&layers);
        let whole = CompiledPolicy::compile(&effective.policy(&layers)).unwrap();
        let closed = CompiledPolicy::compile(&policy_of(closed)).unwrap();
        for stage in Stage::ALL {
            let subject = Subject::text(text);
            let (one, all) = (
                closed.evaluate(stage, &subject, &NoFeatures, &Unlimited),
                whole.evaluate(stage, &subject, &NoFeatures, &Unlimited),
            );
            prop_assert!(one.permits() || !all.permits(), "{text} at {stage:?}: {effective:?}");
        }
    }

    /// The crate and the rule written once more say the same of any levels.
    #[test]
    fn composing_is_what_the_rule_says(
        levels in prop::collection::vec((prop::collection::vec(spec(), 0..4), prop::sample::subsequence(vec!["a", "b", "c", "d"], 0..=3)), 1..=3),
    ) {
        let layers: Vec<Layer> = Level::ALL
            .into_iter()
            .zip(levels)
            .map(|(level, (specs, removes))| {
                let specs = distinct(specs);
                let removes: Vec<&str> = removes.into_iter().filter(|id| specs.iter().all(|spec| spec.id != *id)).collect();
                layer(level, specs, &removes)
            })
            .collect();
        let effective = compose(&layers);
        let (standing, removed, refused) = by_hand(&layers);
        let found: Vec<Standing> = effective
            .objectives
            .into_iter()
            .map(|one| (one.objective, one.source.level, one.overrides.iter().map(|source| source.level).collect()))
            .collect();
        prop_assert_eq!(found, standing);
        prop_assert_eq!(effective.removed.into_iter().map(|one| one.id).collect::<Vec<_>>(), removed);
        prop_assert_eq!(effective.refused.into_iter().map(|one| one.id).collect::<Vec<_>>(), refused);
    }

    /// Composing is idempotent: a level laid over itself changes nothing.
    #[test]
    fn a_level_over_itself_is_itself(specs in prop::collection::vec(spec(), 0..3)) {
        let specs = distinct(specs);
        let layers = [layer(Level::Tenant, specs.clone(), &[]), layer(Level::Key, specs.clone(), &[])];
        let effective = compose(&layers);
        prop_assert!(effective.refused.is_empty());
        let objectives: Vec<ObjectiveSpec> = effective.objectives.into_iter().map(|sourced| sourced.objective).collect();
        prop_assert_eq!(objectives, specs);
    }
}
