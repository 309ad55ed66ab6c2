//! What a design is for, beside running its variants: what is concluded from all of them together. It stands in the
//! manifest of the results, so that whoever resumes or verifies them concludes the same.

use super::attribution::Attribution;
use super::sensitivity::Sensitivity;
use super::sweep::Swept;
use serde::{Deserialize, Serialize};

/// What a design is for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Analysis {
    /// Variants beside a baseline.
    #[default]
    Compare,
    /// A scenario at many points.
    Sweep(Swept),
    /// The parts of the difference between two scenarios.
    Attribution(Attribution),
    /// Which numbers matter.
    Sensitivity(Sensitivity),
}

impl Analysis {
    /// Whether the variants are told side by side, not only what follows from all of them.
    #[must_use]
    pub const fn is_side_by_side(&self) -> bool {
        matches!(self, Self::Compare | Self::Sweep(_))
    }

    /// Whether only the measures of its runs are told, of so many variants that the rest is not kept in memory.
    #[must_use]
    pub const fn is_lean(&self) -> bool {
        matches!(self, Self::Sensitivity(_))
    }
}
