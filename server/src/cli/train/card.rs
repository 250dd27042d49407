//! The model card beside a head's weights, written from its manifest.

use std::fmt::Write;

use groundstate_planner::perception::heads::Manifest;
use groundstate_planner::perception::heads::synthetic;

/// The card, as Markdown.
pub(super) fn write(manifest: &Manifest, bytes: usize) -> String {
    let mut card = String::new();
    // Writing to a string does not fail.
    let _: std::fmt::Result = fill(&mut card, manifest, bytes);
    card
}

fn fill(card: &mut String, manifest: &Manifest, bytes: usize) -> std::fmt::Result {
    let (training, shape) = (&manifest.training, &manifest.shape);
    writeln!(card, "# Head `{}`\n", manifest.name)?;
    writeln!(
        card,
        "Written by `groundstate train heads`. How heads are built, served and judged: `docs/handbook/14-learned-heads.md`.\n"
    )?;
    writeln!(card, "- Weights: {bytes} bytes, half precision, SHA-256 `{}`. Licence: Apache-2.0.", manifest.weights)?;
    writeln!(card, "- Reads token states of the encoder with fingerprint `{}`, and refuses others.", manifest.encoder)?;
    writeln!(
        card,
        "- Poolers: {} ({} queries of {} values, {} hidden units) over windows of {} tokens, every {}; a lexicon of {} hashed words and letter sequences; logits mixed {:.2} to {:.2}.",
        shape.members,
        shape.queries,
        shape.values,
        shape.hidden,
        shape.window,
        shape.stride,
        shape.buckets,
        shape.share,
        1.0 - shape.share
    )?;
    writeln!(
        card,
        "- Trained with seed {}, {} epochs, loss `{}`, on {} rows, segments of benign texts among them; thresholds fixed on {} validation rows: one row in ten by its digest, and every row of {}.",
        training.seed,
        training.epochs,
        training.loss,
        training.rows,
        training.validation_rows,
        listed(&training.held_out)
    )?;
    if !training.trials.is_empty() {
        let trials = training.trials.iter().map(|trial| format!("{} ({:.4})", trial.seed, trial.validation_auprc));
        writeln!(
            card,
            "- Kept of trainings with the seeds {}: the one with the greatest AUPRC on validation rows{}.",
            listed(&trials.collect::<Vec<_>>()),
            if manifest.any.is_some() { ", of `any`" } else { "" }
        )?;
    }
    if !training.doubted.is_empty() {
        writeln!(
            card,
            "- Taken for neither true nor false where nothing else applies to a row (source and label): {}.",
            listed(&training.doubted)
        )?;
    }
    writeln!(
        card,
        "- Left out: {} rows for their licence, {} that an evaluation file holds (same words, or eight words in a row), {} duplicates.\n",
        training.refused_licence, training.refused_overlap, training.duplicates
    )?;
    writeln!(card, "## Labels\n")?;
    writeln!(
        card,
        "| label | rows | of them ours | validation positives | validation AUPRC | balanced | strict | sensitive |"
    )?;
    writeln!(card, "|---|---:|---:|---:|---:|---:|---:|---:|")?;
    for label in &manifest.labels {
        let points = label.thresholds;
        writeln!(
            card,
            "| {} | {} | {} | {} | {:.3} | {:.3} | {:.3} | {:.3} |",
            label.name,
            label.rows,
            label.synthetic,
            label.validation_positives,
            label.validation_auprc,
            points.balanced,
            points.strict,
            points.sensitive
        )?;
    }
    writeln!(
        card,
        "\n`balanced` is the greatest F1 with at most 5 % false positives, `strict` at most 1 % and not below it, `sensitive` at most 10 % and not \
         below half of the greatest F1's threshold, all on validation rows, asked about as the server asks (segments and whole): those of the held-out sources where at least 25 of them carry the label, else one in ten of the others. \
         The limits hold over all of these rows and on each source with at least 100 benign ones.\n"
    )?;
    if let Some(any) = &manifest.any {
        writeln!(
            card,
            "`any` is not trained: it is the negative free energy, at temperature {}, of {}, each logit less the log-odds of its label's \
             share of the rows.\n",
            any.temperature,
            listed(&any.of)
        )?;
    }
    writeln!(card, "## Data\n")?;
    writeln!(card, "| source | licence | rows | with a label |")?;
    writeln!(card, "|---|---|---:|---:|")?;
    for source in &training.sources {
        writeln!(card, "| {} | {} | {} | {} |", source.source, source.licence, source.rows, source.positives)?;
    }
    writeln!(
        card,
        "\n`{}` are rows from this project's templates, `planner/heads/synthetic/{}.toml`; its other sources are rows written one by one \
         for it by language models, `planner/heads/written`. Who wrote them read no evaluation set, but was told which kinds of text to write \
         by someone who had seen rows of the development halves.\n",
        synthetic::SOURCE,
        manifest.name
    )?;
    writeln!(card, "{LIMITS}")
}

/// What holds for every head.
const LIMITS: &str = "\
## Use and limits

For guardrail policies: to flag, withhold or review text, beside pattern and semantic objectives. Not for decisions about people.

- English. Other languages, images and audio are not covered; spelling tricks are covered as far as the tests of evasions say.
- Rates of false positives hold on validation rows. On texts of another kind they differ: `docs/benchmarks/README.md` has them.
- Sources were labelled by their authors, with their errors; some labels of the training files were assigned by keyword.
- No weight and no threshold was fitted to evaluation sets. Their development halves were looked at to choose between designs
  (poolers alone, the lexicon alone, both; a transformer block of the head's own; loss masks; members; how labels are summed, and at
  which temperature; rows of whose writing; how limits are set), so figures on those halves are a little optimistic.";

fn listed(names: &[String]) -> String {
    if names.is_empty() { "no other source".to_owned() } else { names.join(", ") }
}
