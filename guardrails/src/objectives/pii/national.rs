//! National identifiers: one file a country's number.
//!
//! Each is an expression for candidates and a check. A check digit alone lets one number in ten or
//! eleven pass, so that a bare run of digits counts only beside a word that says what it is, unless the
//! policy asks for bare numbers; a notation of its own, or letters, or a strong check need no such word.

mod au_tfn;
mod be_nrn;
mod br_cpf;
mod ca_sin;
mod ch_ahv;
mod cn_resident_id;
mod de_steuer_id;
mod dk_cpr;
mod es_dni;
mod fi_hetu;
mod fr_nir;
mod ie_pps;
mod in_aadhaar;
mod in_pan;
mod it_codice_fiscale;
mod kr_rrn;
mod mx_curp;
mod nl_bsn;
mod no_fnr;
mod pl_pesel;
mod pt_nif;
mod se_personnummer;
mod sg_nric;
mod tr_tckn;
mod uk_nhs;
mod uk_nino;
mod us_itin;
mod us_ssn;
mod za_id;

use regex::Regex;

use super::detector::{Detector, Finding, Pace, expression, isolated, near, scan};
use super::name::DetectorName;
use crate::objective::Unevaluable;

/// How one identifier is found.
#[derive(Debug)]
pub(super) struct Spec {
    /// Candidates.
    pattern: &'static str,
    /// Words that announce it, lower case.
    words: &'static [&'static str],
    /// Whether a candidate is one, by its check digits and its own rules.
    valid: fn(&str) -> bool,
    /// Whether a valid candidate needs no word beside it.
    telling: fn(&str) -> bool,
}

/// The specification of a national identifier; `None` for every other detector.
pub(super) const fn spec(name: DetectorName) -> Option<(&'static str, &'static Spec)> {
    let spec = match name {
        DetectorName::AuTfn => &au_tfn::SPEC,
        DetectorName::BeNrn => &be_nrn::SPEC,
        DetectorName::BrCpf => &br_cpf::SPEC,
        DetectorName::CaSin => &ca_sin::SPEC,
        DetectorName::ChAhv => &ch_ahv::SPEC,
        DetectorName::CnResidentId => &cn_resident_id::SPEC,
        DetectorName::DeSteuerId => &de_steuer_id::SPEC,
        DetectorName::DkCpr => &dk_cpr::SPEC,
        DetectorName::EsDni => &es_dni::SPEC,
        DetectorName::FiHetu => &fi_hetu::SPEC,
        DetectorName::FrNir => &fr_nir::SPEC,
        DetectorName::IePps => &ie_pps::SPEC,
        DetectorName::InAadhaar => &in_aadhaar::SPEC,
        DetectorName::InPan => &in_pan::SPEC,
        DetectorName::ItCodiceFiscale => &it_codice_fiscale::SPEC,
        DetectorName::KrRrn => &kr_rrn::SPEC,
        DetectorName::MxCurp => &mx_curp::SPEC,
        DetectorName::NlBsn => &nl_bsn::SPEC,
        DetectorName::NoFnr => &no_fnr::SPEC,
        DetectorName::PlPesel => &pl_pesel::SPEC,
        DetectorName::PtNif => &pt_nif::SPEC,
        DetectorName::SePersonnummer => &se_personnummer::SPEC,
        DetectorName::SgNric => &sg_nric::SPEC,
        DetectorName::TrTckn => &tr_tckn::SPEC,
        DetectorName::UkNhs => &uk_nhs::SPEC,
        DetectorName::UkNino => &uk_nino::SPEC,
        DetectorName::UsItin => &us_itin::SPEC,
        DetectorName::UsSsn => &us_ssn::SPEC,
        DetectorName::ZaId => &za_id::SPEC,
        _ => return None,
    };
    Some((name.label(), spec))
}

/// The detector of one national identifier.
#[derive(Debug)]
pub(super) struct National {
    label: &'static str,
    spec: &'static Spec,
    candidate: Regex,
    bare: bool,
}

impl National {
    pub(super) fn new((label, spec): (&'static str, &'static Spec), bare: bool) -> Result<Self, regex::Error> {
        Ok(Self { label, spec, candidate: expression(spec.pattern)?, bare })
    }
}

impl Detector for National {
    fn find(&self, text: &str, pace: &Pace<'_>) -> Result<Vec<Finding>, Unevaluable> {
        scan(&self.candidate, text, pace, self.label, |range, candidate| {
            isolated(text, range)
                && (self.spec.valid)(candidate)
                && (self.bare || (self.spec.telling)(candidate) || near(text, range, self.spec.words))
        })
    }
}

/// Needs no word beside it.
const fn always(_: &str) -> bool {
    true
}

/// Needs a word beside it.
const fn never(_: &str) -> bool {
    false
}

/// Needs none where it is written with separators.
fn separated(candidate: &str) -> bool {
    candidate.contains(['.', '-', '/', ' '])
}
