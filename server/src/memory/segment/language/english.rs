//! English.

use super::Language;

pub(super) static ENGLISH: Language = Language {
    tag: "en",
    abbreviations: &[
        "adm", "al", "approx", "assoc", "asst", "atty", "b", "brig", "bros", "c", "ca", "capt", "cdr", "cf", "cmdr",
        "cmdt", "col", "comdr", "cpl", "d", "dept", "dr", "e.g", "ed", "eds", "esp", "excl", "exec", "fl", "fr",
        "ft", "gen", "gov", "govt", "hon", "i.e", "incl", "insp", "intl", "jud", "lieut", "lt", "lt.-col", "maj",
        "messrs", "mgr", "mlle", "mme", "mr", "mrs", "ms", "msgr", "mt", "n.b", "natl", "orig", "ph", "pres", "prof",
        "profs", "ptl", "q.v", "r", "rep", "repr", "reps", "rev", "rt", "sen", "sens", "sgt", "sp", "spp", "st",
        "ste", "subsp", "supt", "trans", "transl", "univ", "v", "var", "viz", "vs",
    ],
    before_number: &[
        "acc", "apr", "art", "arts", "aug", "bk", "cap", "ch", "chap", "chaps", "col", "dec", "eq", "eqs", "ex",
        "feb", "ff", "fig", "figs", "fol", "inv", "jan", "jul", "jun", "lib", "n", "nn", "no", "nos", "nov", "nr",
        "oct", "op", "p", "par", "para", "paras", "pl", "pp", "pt", "pts", "sec", "sect", "sep", "sept", "ser", "ss",
        "st", "tab", "v", "ver", "vol", "vols",
    ],
    ambiguous: &[
        "a.d", "a.m", "ave", "b.a", "b.c", "b.c.e", "b.sc", "blvd", "c.e", "co", "corp", "d.c", "d.phil", "esq",
        "etc", "ext", "ft", "hrs", "hwy", "inc", "jr", "lb", "lbs", "ltd", "m.a", "m.d", "m.sc", "mins", "mph",
        "mts", "oz", "p.m", "ph.d", "pk", "rd", "seq", "sq", "sr", "u.k", "u.n", "u.s", "u.s.a", "vol", "yd", "yds",
    ],
    starters: &[
        "a", "about", "according", "additionally", "after", "afterwards", "all", "also", "although", "among", "an",
        "and", "another", "any", "are", "as", "at", "because", "before", "between", "both", "but", "by", "can",
        "consequently", "did", "do", "does", "during", "each", "early", "eventually", "every", "few", "finally",
        "first", "following", "for", "former", "from", "furthermore", "he", "hence", "her", "here", "his", "how",
        "however", "i", "if", "in", "initially", "instead", "is", "it", "its", "later", "many", "meanwhile",
        "moreover", "most", "much", "my", "nearly", "neither", "nevertheless", "no", "not", "note", "now", "of",
        "on", "once", "one", "only", "or", "originally", "other", "others", "our", "over", "overall", "people",
        "perhaps", "prior", "several", "she", "similarly", "since", "so", "some", "sometimes", "soon", "still",
        "subsequently", "such", "that", "the", "their", "then", "there", "therefore", "these", "they", "this",
        "those", "though", "three", "through", "throughout", "thus", "to", "today", "together", "two", "under",
        "unlike", "until", "upon", "usually", "was", "we", "were", "what", "when", "where", "whereas", "whether",
        "which", "while", "who", "why", "with", "within", "without", "yet", "you",
    ],
    back_references: &[
        "accordingly", "additionally", "afterward", "afterwards", "also", "alternatively", "and", "another",
        "as a consequence", "as a result", "as such", "at that point", "at that time", "at the same time",
        "because of this", "both", "but", "by contrast", "by then", "consequently", "conversely", "despite this",
        "due to this", "each of them", "each of these", "either", "equally", "finally", "for example",
        "for instance", "for that reason", "for these reasons", "for this", "for this purpose", "for this reason",
        "from then", "from this", "furthermore", "he", "hence", "her", "here", "hers", "herself", "him", "himself",
        "his", "however", "in addition", "in any case", "in comparison", "in consequence", "in contrast", "in fact",
        "in it", "in other words", "in particular", "in response", "in return", "in short", "in spite of this",
        "in such", "in that case", "in these", "in this", "in this case", "in this way", "in turn", "indeed",
        "instead", "it", "it's", "its", "itself", "it’s", "later", "likewise", "meanwhile", "moreover",
        "most of them", "most of these", "neither", "nevertheless", "nonetheless", "nor", "of these", "of this",
        "of those", "on the contrary", "on the other hand", "one of them", "one of these", "or", "others",
        "otherwise", "rather", "regardless", "several of these", "she", "shortly after", "shortly afterwards",
        "shortly thereafter", "similarly", "so", "some of them", "some of these", "soon after", "soon afterwards",
        "still", "subsequently", "such", "that", "that is", "the former", "the latter", "the same", "their",
        "theirs", "them", "themselves", "then", "thereafter", "thereby", "therefore", "these", "they", "they're",
        "they’re", "this", "those", "though", "thus", "to this", "to this end", "together", "under this",
        "until then", "with this", "yet",
    ],
    expletives: &[
        "her highness", "her majesty", "here are", "here is", "his excellency", "his holiness", "his majesty",
        "it has been argued", "it has been estimated", "it has been said", "it has been shown",
        "it has been suggested", "it is argued", "it is believed", "it is claimed", "it is clear", "it is difficult",
        "it is easy", "it is estimated", "it is generally", "it is important", "it is impossible", "it is known",
        "it is likely", "it is necessary", "it is not known", "it is often", "it is possible", "it is said",
        "it is thought", "it is true", "it is unclear", "it is unlikely", "it is well known", "it seems that",
        "it was not until", "so far", "so-called", "still life", "that the", "their majesties", "those who",
        "those with",
    ],
    introductions: &[
        "below", "following", "namely",
    ],
};

#[cfg(test)]
mod tests {
    use super::ENGLISH;

    #[test]
    fn lists_are_sorted_and_lower_case() {
        let lists = [
            ENGLISH.abbreviations,
            ENGLISH.before_number,
            ENGLISH.ambiguous,
            ENGLISH.starters,
            ENGLISH.back_references,
            ENGLISH.expletives,
            ENGLISH.introductions,
        ];
        for list in lists {
            assert!(list.is_sorted(), "{list:?}");
            assert!(list.iter().all(|word| word.to_lowercase() == **word));
        }
    }
}
