//! The known forms, after the issuers' documentation and the public rules of secret scanners.

/// A form.
#[derive(Debug)]
pub(super) struct Format {
    /// What places found carry.
    pub(super) label: &'static str,
    /// The expression; a group `secret` narrows the place.
    pub(super) pattern: &'static str,
    /// One of these must stand in the text (same case); none needed where empty.
    pub(super) hints: &'static [&'static str],
}

const fn format(label: &'static str, hints: &'static [&'static str], pattern: &'static str) -> Format {
    Format { label, pattern, hints }
}

/// Every known form.
pub(super) static FORMATS: [Format; 75] = [
    format("private_key", &["PRIVATE KEY"], r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"),
    format("aws_access_key", &["AKIA", "ASIA", "ABIA", "ACCA"], r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"),
    format(
        "aws_secret_key",
        &[],
        r#"(?i)\baws.{0,24}?(?:secret|private).{0,24}?[=:\s"'](?P<secret>[a-z0-9/+]{40})(?:[^a-z0-9/+=]|$)"#,
    ),
    format("github_token", &["gh"], r"\bgh[pousr]_[A-Za-z0-9]{36,}\b"),
    format("github_token", &["github_pat_"], r"\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b"),
    format("gitlab_token", &["gl"], r"\bgl(?:pat|ptt|dt|rt|cbt|soat|ft)-[A-Za-z0-9_-]{20,}"),
    format("slack_token", &["xox", "xapp-"], r"\b(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}"),
    format(
        "slack_webhook",
        &["hooks.slack.com"],
        r"https://hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/_-]{20,}",
    ),
    format("google_api_key", &["AIza"], r"\bAIza[A-Za-z0-9_-]{35}"),
    format("google_oauth_secret", &["GOCSPX-"], r"\bGOCSPX-[A-Za-z0-9_-]{28}"),
    format("google_oauth_token", &["ya29."], r"\bya29\.[A-Za-z0-9_-]{20,}"),
    format("stripe_key", &["_live_", "_test_"], r"\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}\b"),
    format("stripe_webhook_secret", &["whsec_"], r"\bwhsec_[A-Za-z0-9+/]{24,}"),
    format("anthropic_key", &["sk-ant-"], r"\bsk-ant-(?:[a-z0-9]+-)?[A-Za-z0-9_-]{20,}"),
    format("openai_key", &["T3BlbkFJ"], r"\bsk-(?:[a-z]+-)?[A-Za-z0-9_-]{16,}T3BlbkFJ[A-Za-z0-9_-]{16,}"),
    format("openai_key", &["sk-"], r"\bsk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,}"),
    format("api_key", &["sk-"], r"\bsk-[A-Za-z0-9]{32,}\b"),
    format("huggingface_token", &["hf_", "api_org_"], r"\b(?:hf_|api_org_)[A-Za-z0-9]{30,}\b"),
    format("npm_token", &["npm_"], r"\bnpm_[A-Za-z0-9]{36}\b"),
    format("pypi_token", &["pypi-AgEI"], r"\bpypi-AgEI[A-Za-z0-9_-]{50,}"),
    format("rubygems_token", &["rubygems_"], r"\brubygems_[a-f0-9]{48}\b"),
    format("cargo_token", &["cio"], r"\bcio[A-Za-z0-9]{32}\b"),
    format("docker_token", &["dckr_"], r"\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{27,}"),
    format("sendgrid_key", &["SG."], r"\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}"),
    format("mailgun_key", &["key-"], r"\bkey-[0-9a-f]{32}\b"),
    format("mailchimp_key", &["-us"], r"\b[0-9a-f]{32}-us[0-9]{1,2}\b"),
    format("twilio_key", &["SK", "AC"], r"\b(?:SK|AC)[0-9a-f]{32}\b"),
    format("square_token", &["sq0"], r"\bsq0[a-z]{3}-[A-Za-z0-9_-]{22,43}"),
    format("shopify_token", &["shp"], r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b"),
    format("digitalocean_token", &["_v1_"], r"\bdo[opr]_v1_[a-f0-9]{64}\b"),
    format("databricks_token", &["dapi"], r"\bdapi[a-f0-9]{32}(?:-[0-9])?\b"),
    format("vault_token", &["hv"], r"\bhv[sbr]\.[A-Za-z0-9_-]{24,}"),
    format("terraform_token", &[".atlasv1."], r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}"),
    format(
        "grafana_token",
        &["glc_", "glsa_"],
        r"\b(?:glc_[A-Za-z0-9+/]{32,}={0,2}|glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8})",
    ),
    format("new_relic_key", &["NRAK-"], r"\bNRAK-[A-Z0-9]{27}\b"),
    format("linear_key", &["lin_api_"], r"\blin_api_[A-Za-z0-9]{40}\b"),
    format("notion_token", &["ntn_", "secret_"], r"\b(?:ntn_[0-9]{11}[A-Za-z0-9]{35}|secret_[A-Za-z0-9]{43})\b"),
    format("telegram_token", &[":AA"], r"\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}\b"),
    format("discord_token", &["."], r"\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}\b"),
    format(
        "discord_webhook",
        &["/api/webhooks/"],
        r"https://(?:ptb\.|canary\.)?discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,}",
    ),
    format("azure_storage_key", &["AccountKey="], r"\bAccountKey=(?P<secret>[A-Za-z0-9+/]{86}==)"),
    format("age_key", &["AGE-SECRET-KEY-"], r"\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}\b"),
    format("groundstate_key", &["gs_"], r"\bgs_(?:live|test)_[A-Za-z0-9_-]{24,}"),
    format("jwt", &["eyJ"], r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*"),
    format("asana_token", &["1/", "2/"], r"\b[12]/[0-9]{10,20}(?:/[0-9]{10,20})?:[a-f0-9]{32}\b"),
    format("atlassian_token", &["ATATT3xFf", "ATCTT3xFf"], r"\bAT[AC]TT3xFf[A-Za-z0-9+/=_-]{50,}"),
    format("airtable_token", &["pat"], r"\bpat[A-Za-z0-9]{14}\.[a-f0-9]{64}\b"),
    format(
        "azure_client_secret",
        &["Q~"],
        r"(?:^|[\s'`=:,(>\x22])(?P<secret>[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})",
    ),
    format("azure_devops_token", &["AZDO"], r"\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b"),
    format("cloudflare_key", &["v1.0-"], r"\bv1\.0-[a-f0-9]{24}-[a-f0-9]{146}\b"),
    format("doppler_token", &["dp."], r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{40,}"),
    format("dropbox_token", &["sl."], r"\bsl\.(?:u\.)?[A-Za-z0-9_-]{130,}"),
    format("dynatrace_token", &["dt0c01."], r"\bdt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}\b"),
    format("facebook_token", &["EAA"], r"\bEAA[A-Za-z0-9]{60,}\b"),
    format("figma_token", &["fig"], r"\bfig[dorpu]{1,2}_[A-Za-z0-9_-]{40,}"),
    format("fly_token", &["fm1", "fm2_"], r"\b(?:fm1[ar]|fm2)_[A-Za-z0-9+/]{60,}={0,3}"),
    format("groq_key", &["gsk_"], r"\bgsk_[A-Za-z0-9]{48,}\b"),
    format("heroku_key", &["HRKU-"], r"\bHRKU-[A-Za-z0-9_-]{36,}"),
    format("infracost_key", &["ico-"], r"\bico-[A-Za-z0-9]{32}\b"),
    format("langsmith_key", &["lsv2_"], r"\blsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}\b"),
    format("mapbox_token", &["sk.eyJ"], r"\bsk\.eyJ[A-Za-z0-9_-]{40,}\.[A-Za-z0-9_-]{20,}"),
    format("netlify_token", &["nfp_"], r"\bnfp_[A-Za-z0-9]{36,}\b"),
    format("nuget_key", &["oy2"], r"\boy2[a-z0-9]{43}\b"),
    format(
        "onepassword_token",
        &["ops_eyJ", "A3-"],
        r"\b(?:ops_eyJ[A-Za-z0-9+/_-]{100,}={0,2}|A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3})",
    ),
    format("perplexity_key", &["pplx-"], r"\bpplx-[A-Za-z0-9]{48}\b"),
    format("planetscale_token", &["pscale_"], r"\bpscale_(?:tkn|pw|oauth)_[A-Za-z0-9=._-]{32,64}"),
    format("postman_key", &["PMAK-"], r"\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}\b"),
    format("pulumi_token", &["pul-"], r"\bpul-[a-f0-9]{40}\b"),
    format("replicate_token", &["r8_"], r"\br8_[A-Za-z0-9]{37}\b"),
    format("sentry_token", &["sntry"], r"\bsntry(?:s_eyJ[A-Za-z0-9+/=_-]{80,}|u_[a-f0-9]{64})"),
    format("shippo_token", &["shippo_"], r"\bshippo_(?:live|test)_[a-fA-F0-9]{40}\b"),
    format("sonar_token", &["sq"], r"\bsq[apu]_[a-f0-9]{40}\b"),
    format("supabase_key", &["sbp_", "sb_secret_"], r"\b(?:sbp_[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{31,})"),
    format("tailscale_key", &["tskey-"], r"\btskey-[a-z]{2,12}-[A-Za-z0-9]{6,}-[A-Za-z0-9]{20,}"),
    format("xai_key", &["xai-"], r"\bxai-[A-Za-z0-9]{70,}\b"),
];
