//! The signs as expressions, after published attacks: indirect prompt injection (Greshake et al., 2023),
//! OWASP LLM01:2025, MITRE ATLAS AML.T0051.001.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use regex::{Regex, RegexBuilder};

use crate::policy::kind::InjectionSign;

/// The expressions of a sign, matched without regard to case. `Hidden` is found otherwise.
pub(super) const fn patterns(sign: InjectionSign) -> &'static [&'static str] {
    match sign {
        InjectionSign::Override => &OVERRIDE,
        InjectionSign::RoleMarker => &ROLE_MARKER,
        InjectionSign::Addressed => &ADDRESSED,
        InjectionSign::Exfiltration => &EXFILTRATION,
        InjectionSign::Hidden => &[],
        InjectionSign::ToolMimicry => &TOOL_MIMICRY,
    }
}

/// An expression, compiled once a process: every policy has the same.
pub(super) fn expression(pattern: &'static str) -> Result<Regex, regex::Error> {
    static COMPILED: Mutex<BTreeMap<&str, Regex>> = Mutex::new(BTreeMap::new());
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = compiled.get(pattern) {
        return Ok(known.clone());
    }
    let fresh = RegexBuilder::new(pattern).case_insensitive(true).build()?;
    compiled.insert(pattern, fresh.clone());
    Ok(fresh)
}

/// English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Chinese.
const OVERRIDE: [&str; 11] = [
    r"\b(?:ignore|disregard|forget|override|bypass|discard|stop\s+following|do(?:\s+not|n.?t)\s+follow)\s+(?:(?:all|any|every|each|of|the|these|those|your|my|our)\s+){0,4}(?:previous|prior|above|earlier|preceding|foregoing|original|initial|existing|current|system|developer|safety|your)\s+(?:(?:system|safety|developer|given)\s+)?(?:instructions?|prompts?|rules?|directions?|guidelines?|directives?|commands?|context|training|programming|polic(?:y|ies)|guardrails?|restrictions?|constraints?)\b",
    r"\b(?:ignore|disregard|forget|override)\s+(?:all|any|every|everything)\s+(?:of\s+)?(?:the\s+|your\s+)?(?:instructions?|prompts?|directives?|(?:that\s+)?you\s+(?:were|have\s+been|know|learned))\b",
    r"\b(?:ignorier\w*|vergiss|vergessen\s+sie|missachte\w*|umgehe)\b.{0,30}\b(?:vorherigen?|bisherigen?|obigen?|vorangegangenen?|alle|deine|ihre)\b.{0,20}\b(?:anweisung\w*|instruktion\w*|vorgaben|systemprompt)\b",
    r"\b(?:ignore[rzs]?|oublie[rzs]?|ne\s+(?:tiens|tenez)\s+pas\s+compte)\b.{0,30}\b(?:instructions?|consignes?|directives?)\b.{0,20}(?:précédentes?|antérieures?|ci-dessus|système)",
    r"\b(?:ignora|ignore|olvida|olvide|descarta|descarte|omite)\w*\b.{0,30}\b(?:instrucciones|indicaciones|órdenes)\b.{0,20}\b(?:anteriores|previas|sistema)\b",
    r"\b(?:ignora|ignorate|dimentica|dimenticate)\b.{0,30}\b(?:istruzioni|direttive)\b.{0,20}\b(?:precedenti|sistema)\b",
    r"\b(?:ignore|esqueça|desconsidere)\b.{0,30}\b(?:instruções|ordens)\b.{0,20}\b(?:anteriores|prévias|sistema)\b",
    r"\b(?:negeer|vergeet)\b.{0,30}\b(?:vorige|eerdere|bovenstaande|alle)\b.{0,20}\b(?:instructies|opdrachten)\b",
    r"\b(?:zignoruj|ignoruj|zapomnij)\b.{0,30}\b(?:poprzednie|wcześniejsze|powyższe|wszystkie)\b.{0,20}\b(?:instrukcje|polecenia)\b",
    r"\b(?:игнорируй|игнорируйте|проигнорируй|забудь|забудьте)\b.{0,40}\b(?:предыдущи\w*|прежни\w*|все)\b.{0,30}\b(?:инструкци\w*|указани\w*)",
    r"(?:忽略|无视|忘记).{0,8}(?:之前|以上|先前|所有|前面).{0,8}(?:指令|指示|说明|提示)",
];

const ROLE_MARKER: [&str; 6] = [
    r"<\|(?:im_start|im_end|im_sep|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id|begin_of_text)\|>",
    r"\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>",
    r"(?m)^\s*#{2,}\s*(?:system|instructions?)\s*(?:prompt|message)?\s*:",
    r"(?m)^\s*\W{0,3}(?:system|developer)\s+(?:prompt|message|override|instructions?)\W{0,3}\s*:",
    r"(?m)^\s*\W{0,3}(?:system|developer|assistant)\W{0,3}\s*:\s*(?:you\s+(?:are|must|will|should)|ignore|from\s+now\s+on)\b",
    r"</?(?:system|developer|assistant)(?:[_-]?(?:prompt|message|instructions?))?\s*>",
];

const ADDRESSED: [&str; 9] = [
    r"\byou\s+are\s+now\b.{0,60}\b(?:unrestricted|jailbroken|DAN|(?:in\s+)?developer\s+mode|no\s+longer\s+bound|without\s+(?:any\s+)?(?:restrictions|limits|filters|rules))\b",
    r"\b(?:reveal|print|repeat|output|show|leak|display|disclose|recite)\b.{0,30}\b(?:system|hidden|initial|secret|developer)\s+(?:prompt|instructions?|message)\b",
    r"\b(?:new|updated|revised|real|actual)\s+(?:system\s+)?(?:instructions?|prompt)\s*:",
    r"\b(?:assistant|AI|chatbot|language\s+model|LLM)s?\b[^.!?\n]{0,40}\b(?:must|should|shall|has\s+to|have\s+to|needs?\s+to)\b[^.!?\n]{0,30}\b(?:ignore|disregard|not\s+(?:mention|tell|disclose|inform))\b",
    r"\bdo\s+not\s+(?:tell|mention|inform|alert|notify|reveal)\s+(?:(?:this|it|that)\s+)?(?:to\s+)?the\s+(?:user|human)\b",
    r"\bif\s+you\s+are\s+an?\s+(?:AI|LLM|(?:large\s+)?language\s+model|assistant|chatbot|agent)\b",
    r"\b(?:attention|note|important|message|instructions?|notice)\s+(?:to|for)\s+(?:all\s+|any\s+|the\s+)?(?:AI|LLM|language[\s-]model|chatbot|assistant|agent)s?(?:\s+(?:assistant|agent|model|reader)s?)?\s*[:,!–—-]",
    r"\bwhen(?:ever)?\s+(?:you\s+(?:are\s+)?)?(?:summari[sz]\w+|process\w*|read\w*|answer\w*|asked)\b[^.!?\n]{0,80}\byou\s+(?:must|have\s+to|should)\s+(?:always\s+)?(?:say|include|recommend|reply|respond|output|state|append)\b",
    r"\bfrom\s+now\s+on,?\s+you\s+(?:are|will|must|should|respond|answer|act)\b",
];

const EXFILTRATION: [&str; 4] = [
    r"!\[[^\]\n]*\]\(\s*<?(?:https?:)?//[^)\s]+[?&](?:q|d|data|c|ctx|context|content|info|s|secret|msg|message|log|text|prompt|payload|chat|history|token|key)=",
    r"<img\b[^>]*\bsrc\s*=\s*.?(?:https?:)?//[^>\s]+[?&][a-z_]{1,20}=\s*(?:\{|\$|\[|<|%7b)",
    r#"https?://[^\s"'<>)]+[=/](?:\{\{?|\$\{|\[|<|%7b)\s*(?:the[\s_-]+)?(?:data|secrets?|passwords?|conversation|chat|history|context|summary|prompt|user|keys?|tokens?|answer|message|e-?mail)"#,
    r"\b(?:send|post|forward|upload|exfiltrate|transmit|leak|e-?mail|submit|append|encode)\b[^.!?\n]{0,80}\b(?:conversation|chat|history|passwords?|credentials?|secrets?|api\s*keys?|tokens?|system\s+prompt|context|personal\s+data|user(?:'s)?\s+(?:data|name|e-?mail|message)|everything)\b[^!?\n]{0,80}(?:https?://|\b[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}|\bwebhook\b)",
];

const TOOL_MIMICRY: [&str; 5] = [
    r"</?(?:tool_calls?|function_calls?|tool_results?|tool_response|function_results?|tool_use)\b[^>\n]{0,100}>|<(?:\w+:)?invoke\s+name\s*=|<function=",
    r#""(?:tool_calls|function_call)"\s*:\s*[\[{]"#,
    r#"\{\s*"(?:name|tool|function|tool_name)"\s*:\s*"[^"\n]{1,80}"\s*,\s*"(?:arguments|parameters|input|args|tool_input)"\s*:"#,
    r"(?m)^\s*Action\s*:\s*\S[^\n]{0,100}\n\s*Action\s+Input\s*:",
    r"<\|(?:python_tag|tool_call|tool|function)[^|\n]{0,30}\|>|\[/?TOOL_(?:CALLS|RESULTS)\]",
];
