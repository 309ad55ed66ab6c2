//! What is read of the welfare of a variant, by name.

use super::Welfare;

/// A number read of the welfare of a variant against the baseline.
#[derive(Clone, Copy, Debug)]
pub struct WelfareMeasure {
    /// Name in files.
    pub name: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Decimals worth printing.
    pub decimals: usize,
    /// Whether it stands on the first page.
    pub headline: bool,
    /// What it means.
    pub definition: &'static str,
    /// The number; none for the baseline where it is a difference from it.
    pub of: fn(&Welfare) -> Option<f64>,
}

impl PartialEq for WelfareMeasure {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// The measure of a name.
#[must_use]
pub fn named(name: &str) -> Option<&'static WelfareMeasure> {
    WELFARE.iter().find(|m| m.name == name)
}

fn percent(share: Option<f64>) -> Option<f64> {
    share.map(|share| 100.0 * share)
}

const CONSUMPTION: &str = "% of consumption";

macro_rules! fifths {
    ($part:ident: $(($at:literal, $name:literal, $headline:literal, $whose:literal)),*) => {
        [$(WelfareMeasure {
            name: $name,
            unit: CONSUMPTION,
            decimals: 3,
            headline: $headline,
            definition: concat!("The same for ", $whose, "."),
            of: |w| percent(w.$part[$at]),
        }),*]
    };
}

const BY_FIFTH: [WelfareMeasure; 5] = fifths!(quintiles:
    (0, "welfare_poorest", true, "adults of the poorest fifth of households at the start"),
    (1, "welfare_second", true, "adults of the second fifth"),
    (2, "welfare_third", true, "adults of the third fifth"),
    (3, "welfare_fourth", true, "adults of the fourth fifth"),
    (4, "welfare_richest", true, "adults of the richest fifth"));

const TRIED_BY_FIFTH: [WelfareMeasure; 5] = fifths!(tried_quintiles:
    (0, "welfare_tried_poorest", false, "those of them from the poorest fifth"),
    (1, "welfare_tried_second", false, "those of them from the second fifth"),
    (2, "welfare_tried_third", false, "those of them from the third fifth"),
    (3, "welfare_tried_fourth", false, "those of them from the fourth fifth"),
    (4, "welfare_tried_richest", false, "those of them from the richest fifth"));

const EVERYBODY: WelfareMeasure = WelfareMeasure {
    name: "welfare",
    unit: CONSUMPTION,
    decimals: 3,
    headline: true,
    definition: "By how much the consumption of all adults of the first month would have to change for ever under the \
        baseline to be as good as this variant was for the same persons; without who died on the route under any \
        variant.",
    of: |w| percent(w.everybody),
};

const TRIED: WelfareMeasure = WelfareMeasure {
    name: "welfare_tried",
    unit: CONSUMPTION,
    decimals: 2,
    headline: true,
    definition: "The same for those who tried to go overseas under any of the variants compared: applied to a \
        programme, asked for a visa, took the route, or went where no permit is needed.",
    of: |w| percent(w.tried),
};

const PART_TRIED: WelfareMeasure = WelfareMeasure {
    name: "part_tried",
    unit: "% of adults",
    decimals: 2,
    headline: true,
    definition: "How many they are.",
    of: |w| percent(w.part_tried),
};

const PERISHED: WelfareMeasure = WelfareMeasure {
    name: "died_on_the_route",
    unit: "per 100,000 adults",
    decimals: 1,
    headline: true,
    definition: "Adults of the first month who died on the route under this variant: left out of welfare, and never \
        traded against it.",
    of: |w| w.perished.map(|share| 1e5 * share),
};

const TOLL: WelfareMeasure = WelfareMeasure {
    name: "toll_of_leaving",
    unit: CONSUMPTION,
    decimals: 3,
    headline: true,
    definition: "What setting out and trying took out of people more than under the baseline, as the consumption that \
        would make up for it; not in welfare.",
    of: |w| percent(w.toll),
};

/// Every number that is read of welfare.
pub const WELFARE: [WelfareMeasure; 15] = {
    let [a, b, c, d, e] = BY_FIFTH;
    let [f, g, h, i, j] = TRIED_BY_FIFTH;
    [EVERYBODY, a, b, c, d, e, TRIED, f, g, h, i, j, PART_TRIED, PERISHED, TOLL]
};
