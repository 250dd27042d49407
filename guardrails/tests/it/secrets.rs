//! Secrets: known forms, assignments, entropy. The examples are put together here so that no scanner of
//! repositories takes them for real.

use crate::support::{compiled, found};

fn repeat(alphabet: &str, count: usize) -> String {
    alphabet.chars().cycle().take(count).collect()
}

const HEX: &str = "0123456789abcdef";
const MIXED: &str = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7";
const UPPER: &str = "A2B3C4D5E6F7G2H3";

fn examples() -> Vec<(&'static str, String)> {
    let m = |count| repeat(MIXED, count);
    let h = |count| repeat(HEX, count);
    vec![
        ("private_key", format!("-----BEGIN RSA {} KEY-----", "PRIVATE")),
        ("private_key", format!("-----BEGIN {} KEY-----", "PRIVATE")),
        ("aws_access_key", format!("AKIA{}", repeat(UPPER, 16))),
        ("aws_secret_key", repeat("wJalrXUtnFEMI/K7MDENG+bPxRfiCY", 40)),
        ("github_token", format!("ghp_{}", m(36))),
        ("github_token", format!("github_pat_{}_{}", m(22), m(59))),
        ("gitlab_token", format!("glpat-{}", m(20))),
        ("slack_token", format!("xoxb-{}", "1234567890-abcdefABCDEF")),
        ("slack_webhook", format!("https://hooks.slack.com/services/{}", "T00000000/B00000000/XXXXXXXX")),
        ("google_api_key", format!("AIza{}", m(35))),
        ("google_oauth_secret", format!("GOCSPX-{}", m(28))),
        ("stripe_key", format!("sk_live_{}", m(24))),
        ("stripe_webhook_secret", format!("whsec_{}", m(32))),
        ("anthropic_key", format!("sk-ant-api03-{}", m(93))),
        ("openai_key", format!("sk-proj-{}", m(48))),
        ("openai_key", format!("sk-{}T3BlbkFJ{}", m(20), m(20))),
        ("huggingface_token", format!("hf_{}", repeat("AbCdEfGhIj", 34))),
        ("npm_token", format!("npm_{}", m(36))),
        ("pypi_token", format!("pypi-AgEI{}", m(60))),
        ("sendgrid_key", format!("SG.{}.{}", m(22), m(43))),
        ("mailgun_key", format!("key-{}", h(32))),
        ("mailchimp_key", format!("{}-us12", h(32))),
        ("twilio_key", format!("SK{}", h(32))),
        ("shopify_token", format!("shpat_{}", h(32))),
        ("digitalocean_token", format!("dop_v1_{}", h(64))),
        ("databricks_token", format!("dapi{}", h(32))),
        ("vault_token", format!("hvs.{}", m(24))),
        ("telegram_token", format!("123456789:AA{}", m(33))),
        ("azure_storage_key", format!("{}==", m(86))),
        ("age_key", format!("AGE-SECRET-KEY-1{}", repeat("QPZRY9X8GF2TVDW0S3JN", 58))),
        ("linear_key", format!("lin_api_{}", m(40))),
        ("asana_token", format!("1/{}:{}", repeat("1234567890", 16), h(32))),
        ("atlassian_token", format!("ATATT3xFf{}", m(180))),
        ("airtable_token", format!("pat{}.{}", m(14), h(64))),
        ("azure_client_secret", format!("abc8Q~{}", m(34))),
        ("azure_devops_token", format!("{}AZDO{}", m(76), m(4))),
        ("cloudflare_key", format!("v1.0-{}-{}", h(24), h(146))),
        ("doppler_token", format!("dp.pt.{}", m(43))),
        ("dropbox_token", format!("sl.{}", m(140))),
        ("dynatrace_token", format!("dt0c01.{}.{}", repeat(UPPER, 24), repeat(UPPER, 64))),
        ("facebook_token", format!("EAA{}", m(120))),
        ("figma_token", format!("figd_{}", m(43))),
        ("fly_token", format!("fm2_{}", m(80))),
        ("groq_key", format!("gsk_{}", m(52))),
        ("heroku_key", format!("HRKU-{}", m(60))),
        ("infracost_key", format!("ico-{}", m(32))),
        ("langsmith_key", format!("lsv2_pt_{}_{}", h(32), h(10))),
        ("mapbox_token", format!("sk.eyJ{}.{}", m(60), m(22))),
        ("netlify_token", format!("nfp_{}", m(40))),
        ("nuget_key", format!("oy2{}", repeat("abcdefghij234567", 43))),
        ("onepassword_token", format!("ops_eyJ{}", m(250))),
        ("onepassword_token", format!("A3-{}-{}-{}-{}-{}", "ABC123", "ABCDEF12345", "AB1C2", "CD3E4", "EF5G6")),
        ("perplexity_key", format!("pplx-{}", m(48))),
        ("planetscale_token", format!("pscale_tkn_{}", m(43))),
        ("postman_key", format!("PMAK-{}-{}", h(24), h(34))),
        ("pulumi_token", format!("pul-{}", h(40))),
        ("replicate_token", format!("r8_{}", m(37))),
        ("sentry_token", format!("sntryu_{}", h(64))),
        ("shippo_token", format!("shippo_live_{}", h(40))),
        ("sonar_token", format!("sqp_{}", h(40))),
        ("supabase_key", format!("sbp_{}", h(40))),
        ("tailscale_key", format!("tskey-auth-{}-{}", m(12), m(32))),
        ("xai_key", format!("xai-{}", m(80))),
    ]
}

#[test]
fn known_forms_are_named() {
    let policy = compiled("pii.detectors = [\"secret_format\"]");
    for (label, secret) in examples() {
        let text = match label {
            "aws_secret_key" => format!("aws_secret_access_key = {secret} # prod"),
            "azure_storage_key" => format!("AccountName=x;AccountKey={secret};End"),
            _ => format!("use {secret} here"),
        };
        let found = found(&policy, &text);
        assert!(found.contains(&(label.to_owned(), secret.as_str())), "{label}: {found:?} in {text}");
    }
}

#[test]
fn tokens_are_decoded_before_they_count() {
    let policy = compiled("pii.detectors = [\"secret_format\"]");
    let body = "eyJzdWIiOiIxMjM0NTY3ODkwIn0";
    let token = format!("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{body}.{}", repeat(MIXED, 43));
    assert_eq!(found(&policy, &token), [("jwt".to_owned(), token.as_str())]);
    let other = format!("eyJub3RoaW5nIjoxMjM0NTY3ODkwfQ.{body}.{}", repeat(MIXED, 43));
    assert_eq!(found(&policy, &other), [], "no `alg` in its header");
}

#[test]
fn what_only_resembles_a_known_form_does_not_count() {
    let policy = compiled("pii.detectors = [\"secret_format\"]");
    for text in [
        "AKIA is a prefix",
        "ghp_short",
        "sk-learn is a package",
        "the SKU 0123456789abcdef",
        "hf_transfer",
        "npm_config_registry",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----",
        "key-value store",
        "eyJ.eyJ.x",
        "glpat",
        "xoxb",
    ] {
        assert_eq!(found(&policy, text), [], "{text}");
    }
}

#[test]
fn values_assigned_to_secret_names_count() {
    let policy = compiled("pii.detectors = [\"secret_assignment\"]");
    for (text, secret) in [
        ("password = hunter2-x9", "hunter2-x9"),
        ("PASSWORD: 'S3cr3t!pass'", "S3cr3t!pass"),
        ("\"api_key\": \"9f8e7d6c5b4a\"", "9f8e7d6c5b4a"),
        ("client_secret=aB3dE6gH9jK2", "aB3dE6gH9jK2"),
        ("The password is Tr0ub4dor&3.", "Tr0ub4dor&3."),
        ("Authorization: Bearer abc123def456ghi789", "abc123def456ghi789"),
        ("postgres://app:sw0rdfish@db.internal/x", "sw0rdfish"),
        ("AMQP amqp://guest:guest1@mq:5672", "guest1"),
    ] {
        assert_eq!(found(&policy, text), [("assigned_secret".to_owned(), secret)], "{text}");
    }
    for text in [
        "password: required",
        "The password is never shared.",
        "password = <your-password>",
        "token: ${TOKEN}",
        "api_key = ********",
        "secret: changeme123",
        "password=process.env.PASSWORD1",
        "The token is validated twice",
        "https://example.com:8080/path",
        "passwords must be long",
        "secretary: Mrs. O'Neil-Smith",
        "password reset",
    ] {
        assert_eq!(found(&policy, text), [], "{text}");
    }
}

#[test]
fn random_tokens_count_and_names_do_not() {
    let policy = compiled("pii.detectors = [\"entropy\"]");
    let random = "kD8fQ2zLw9Xr4TbVn7PjYc3HsM6G";
    assert_eq!(found(&policy, &format!("use {random} now")), [("high_entropy_token".to_owned(), random)]);
    let digest = repeat(HEX, 40);
    assert_eq!(found(&policy, &format!("commit {digest}")), [], "a digest is no secret");
    assert_eq!(found(&policy, &format!("the secret key {digest}")).len(), 1, "beside such a word it is");
    for text in [
        "InternationalisationConfigurationFactory2",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaA1",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "/usr/share/doc/Package2/README3/file4",
        "THE_LONGEST_CONSTANT_NAME_2",
        "12345678901234567890123456789",
        "antidisestablishmentarianism",
    ] {
        assert_eq!(found(&policy, text), [], "{text}");
    }
    let strict = compiled("pii = { detectors = [\"entropy\"], entropy = { min_length = 40, min_bits = 4.2 } }");
    assert_eq!(found(&strict, random), []);
}
