//! The names by which a policy chooses detectors.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A detector, or a group of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DetectorName {
    /// E-mail addresses.
    Email,
    /// Phone numbers.
    Phone,
    /// International bank account numbers (ISO 13616).
    Iban,
    /// Payment card numbers (ISO/IEC 7812).
    PaymentCard,
    /// IPv4 and IPv6 addresses.
    IpAddress,
    /// Tokens that look random.
    Entropy,
    /// Group: `secret_format` and `secret_assignment`.
    Secret,
    /// Keys and tokens whose issuers gave them a known form.
    SecretFormat,
    /// A value assigned to a name such as `password` or `api_key`.
    SecretAssignment,
    /// Group: every national identifier below.
    NationalId,
    /// Australia: tax file number.
    AuTfn,
    /// Belgium: national register number.
    BeNrn,
    /// Brazil: CPF.
    BrCpf,
    /// Canada: social insurance number.
    CaSin,
    /// Switzerland: AHV number.
    ChAhv,
    /// China: resident identity number.
    CnResidentId,
    /// Germany: tax identification number.
    DeSteuerId,
    /// Denmark: CPR number.
    DkCpr,
    /// Spain: DNI and NIE.
    EsDni,
    /// Finland: personal identity code.
    FiHetu,
    /// France: NIR (social security number).
    FrNir,
    /// Ireland: PPS number.
    IePps,
    /// India: Aadhaar number.
    InAadhaar,
    /// India: permanent account number.
    InPan,
    /// Italy: codice fiscale.
    ItCodiceFiscale,
    /// South Korea: resident registration number.
    KrRrn,
    /// Mexico: CURP.
    MxCurp,
    /// Netherlands: citizen service number.
    NlBsn,
    /// Norway: national identity number.
    NoFnr,
    /// Poland: PESEL.
    PlPesel,
    /// Portugal: NIF.
    PtNif,
    /// Sweden: personal identity number.
    SePersonnummer,
    /// Singapore: NRIC and FIN.
    SgNric,
    /// Turkey: T.C. identity number.
    TrTckn,
    /// United Kingdom: NHS number.
    UkNhs,
    /// United Kingdom: national insurance number.
    UkNino,
    /// United States: individual taxpayer identification number.
    UsItin,
    /// United States: social security number.
    UsSsn,
    /// South Africa: identity number.
    ZaId,
}

/// Every national identifier, in the order of the names.
const NATIONAL: [DetectorName; 29] = [
    DetectorName::AuTfn,
    DetectorName::BeNrn,
    DetectorName::BrCpf,
    DetectorName::CaSin,
    DetectorName::ChAhv,
    DetectorName::CnResidentId,
    DetectorName::DeSteuerId,
    DetectorName::DkCpr,
    DetectorName::EsDni,
    DetectorName::FiHetu,
    DetectorName::FrNir,
    DetectorName::IePps,
    DetectorName::InAadhaar,
    DetectorName::InPan,
    DetectorName::ItCodiceFiscale,
    DetectorName::KrRrn,
    DetectorName::MxCurp,
    DetectorName::NlBsn,
    DetectorName::NoFnr,
    DetectorName::PlPesel,
    DetectorName::PtNif,
    DetectorName::SePersonnummer,
    DetectorName::SgNric,
    DetectorName::TrTckn,
    DetectorName::UkNhs,
    DetectorName::UkNino,
    DetectorName::UsItin,
    DetectorName::UsSsn,
    DetectorName::ZaId,
];

impl DetectorName {
    /// The single detectors of a group; a single detector is its own.
    pub const fn members(&self) -> &[Self] {
        match self {
            Self::NationalId => &NATIONAL,
            Self::Secret => &[Self::SecretFormat, Self::SecretAssignment],
            single => std::slice::from_ref(single),
        }
    }

    /// The label that places found by it carry; those of `secret_format` carry the issuer's instead.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Iban => "iban",
            Self::PaymentCard => "payment_card",
            Self::IpAddress => "ip_address",
            Self::Entropy => "high_entropy_token",
            Self::Secret | Self::SecretFormat => "secret",
            Self::SecretAssignment => "assigned_secret",
            Self::NationalId => "national_id",
            Self::AuTfn => "au_tfn",
            Self::BeNrn => "be_nrn",
            Self::BrCpf => "br_cpf",
            Self::CaSin => "ca_sin",
            Self::ChAhv => "ch_ahv",
            Self::CnResidentId => "cn_resident_id",
            Self::DeSteuerId => "de_steuer_id",
            Self::DkCpr => "dk_cpr",
            Self::EsDni => "es_dni",
            Self::FiHetu => "fi_hetu",
            Self::FrNir => "fr_nir",
            Self::IePps => "ie_pps",
            Self::InAadhaar => "in_aadhaar",
            Self::InPan => "in_pan",
            Self::ItCodiceFiscale => "it_codice_fiscale",
            Self::KrRrn => "kr_rrn",
            Self::MxCurp => "mx_curp",
            Self::NlBsn => "nl_bsn",
            Self::NoFnr => "no_fnr",
            Self::PlPesel => "pl_pesel",
            Self::PtNif => "pt_nif",
            Self::SePersonnummer => "se_personnummer",
            Self::SgNric => "sg_nric",
            Self::TrTckn => "tr_tckn",
            Self::UkNhs => "uk_nhs",
            Self::UkNino => "uk_nino",
            Self::UsItin => "us_itin",
            Self::UsSsn => "us_ssn",
            Self::ZaId => "za_id",
        }
    }
}
