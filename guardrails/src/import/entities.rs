//! Sorts of personal data by the names of Presidio, which three of the sources use.

use crate::policy::kind::DetectorName;

/// What Presidio and its users look for where nothing is said, as far as a detector exists here.
pub(super) const COMMON: [DetectorName; 6] = [
    DetectorName::Email,
    DetectorName::Phone,
    DetectorName::PaymentCard,
    DetectorName::Iban,
    DetectorName::IpAddress,
    DetectorName::UsSsn,
];

/// The detector for one of Presidio's entities, or why there is none.
pub(super) fn detector(entity: &str) -> Result<DetectorName, &'static str> {
    let name = entity.trim().to_ascii_uppercase();
    Ok(match name.strip_suffix("_RE").unwrap_or(&name) {
        "EMAIL_ADDRESS" | "EMAIL" => DetectorName::Email,
        "PHONE_NUMBER" | "PHONE" => DetectorName::Phone,
        "CREDIT_CARD" | "CREDIT_CARD_NUMBER" => DetectorName::PaymentCard,
        "IBAN_CODE" | "IBAN" => DetectorName::Iban,
        "IP_ADDRESS" => DetectorName::IpAddress,
        "US_SSN" | "SSN" => DetectorName::UsSsn,
        "US_ITIN" => DetectorName::UsItin,
        "UK_NHS" => DetectorName::UkNhs,
        "UK_NINO" => DetectorName::UkNino,
        "ES_NIF" | "ES_NIE" => DetectorName::EsDni,
        "IT_FISCAL_CODE" => DetectorName::ItCodiceFiscale,
        "PL_PESEL" => DetectorName::PlPesel,
        "SG_NRIC_FIN" => DetectorName::SgNric,
        "AU_TFN" => DetectorName::AuTfn,
        "IN_PAN" => DetectorName::InPan,
        "IN_AADHAAR" => DetectorName::InAadhaar,
        "FI_PERSONAL_IDENTITY_CODE" => DetectorName::FiHetu,
        "KR_RRN" => DetectorName::KrRrn,
        "SE_PERSONNUMMER" => DetectorName::SePersonnummer,
        "PERSON" | "LOCATION" | "NRP" | "ORGANIZATION" | "DATE_TIME" | "AGE" => {
            return Err("names, places and dates are not recognised here: that needs a model for named entities");
        }
        "CRYPTO" | "US_BANK_NUMBER" | "CVV" | "BIC_SWIFT" | "US_PASSPORT" | "US_DRIVER_LICENSE" | "MEDICAL_LICENSE"
        | "UUID" | "URL" => return Err("there is no detector for it; a pattern objective can look for its form"),
        _ => return Err("there is no detector of this name"),
    })
}

/// The detectors for a list of entities, each once, and the entities that have none with the reason.
pub(super) fn detectors(entities: &[String]) -> (Vec<DetectorName>, Vec<(String, &'static str)>) {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for entity in entities {
        match detector(entity) {
            Ok(name) if found.contains(&name) => {}
            Ok(name) => found.push(name),
            Err(reason) => missing.push((entity.clone(), reason)),
        }
    }
    (found, missing)
}
