//! Where tensors live: CPU, CUDA or Metal, and the queue that feeds a model there.

pub mod queue;

use std::panic::catch_unwind;

use candle_core::Device;
use serde::{Deserialize, Serialize};

/// Which device the operator wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preference {
    /// The fastest device that answers.
    #[default]
    Auto,
    /// The CPU, even where an accelerator would answer.
    Cpu,
    /// An NVIDIA device.
    Cuda,
    /// An Apple device.
    Metal,
}

/// A kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// The CPU: answers are the same bytes for the same input and seed.
    Cpu,
    /// An NVIDIA device.
    Cuda,
    /// An Apple device.
    Metal,
}

impl Backend {
    /// The name used in configuration and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Cuda => "cuda",
            Self::Metal => "metal",
        }
    }
}

/// A device that answered.
#[derive(Clone, Debug)]
pub struct Compute {
    backend: Backend,
    device: Device,
}

/// A device, and why it is not the one that was wanted.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The device to use.
    pub compute: Compute,
    /// Set when the wanted device did not answer and the CPU stands in: one line, for the log.
    pub fallback: Option<String>,
}

impl Compute {
    /// The CPU.
    #[must_use]
    pub fn cpu() -> Self {
        Self { backend: Backend::Cpu, device: Device::Cpu }
    }

    /// Finds a device. Never fails: where the wanted one does not answer, the CPU stands in and the
    /// selection says why. [`Preference::Auto`] gives a reason only when an accelerator was built in.
    #[must_use]
    pub fn select(preference: Preference) -> Selection {
        let wanted: &[Backend] = match preference {
            Preference::Cpu => &[],
            Preference::Cuda => &[Backend::Cuda],
            Preference::Metal => &[Backend::Metal],
            Preference::Auto => compiled(),
        };
        let mut reasons = Vec::new();
        for backend in wanted {
            match open(*backend) {
                Ok(device) => return Selection { compute: Self { backend: *backend, device }, fallback: None },
                Err(reason) => reasons.push(format!("{}: {reason}", backend.name())),
            }
        }
        let fallback = (!reasons.is_empty()).then(|| reasons.join("; "));
        Selection { compute: Self::cpu(), fallback }
    }

    /// What kind of device this is.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// The device, for tensors.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.device
    }
}

/// The accelerators this build knows, fastest first.
fn compiled() -> &'static [Backend] {
    match (cfg!(feature = "cuda"), cfg!(feature = "metal")) {
        (true, true) => &[Backend::Cuda, Backend::Metal],
        (true, false) => &[Backend::Cuda],
        (false, true) => &[Backend::Metal],
        (false, false) => &[],
    }
}

/// Opens an accelerator. A driver library that panics instead of failing counts as not answering.
fn open(backend: Backend) -> Result<Device, String> {
    if !compiled().contains(&backend) {
        return Err(format!("this build has no support for it; rebuild with the `{}` feature", backend.name()));
    }
    let opened = catch_unwind(|| match backend {
        Backend::Cpu => Ok(Device::Cpu),
        // One stream for all threads: with one a thread, tensors that cross threads race.
        Backend::Cuda => Device::new_cuda_with_stream(0),
        Backend::Metal => Device::new_metal(0),
    });
    match opened {
        Ok(Ok(device)) => Ok(device),
        Ok(Err(error)) => Err(first_line(&error.to_string())),
        Err(_) => Err("the driver library could not be loaded".into()),
    }
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or("no reason given").to_owned()
}
