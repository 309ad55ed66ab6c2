//! The decision at term against rows computed independently, and the tables of `docs/decisions.md` against the code.
//! With `CIRCULA_BLESS=1` the tables are written anew.
use circula::base::math::{ln, normal_quantile};
use circula::decision::bond::Margin;
use circula::decision::horizon::Horizon;
use circula::decision::lifecycle::undiscounted_stay;
use circula::decision::recall::{Cycle, RecallPromise};
use circula::decision::term::{Circumstances, Outlook, return_chance};
use std::fmt::Write as _;
use std::path::Path;

/// Nodes of the taste for home; each stands for the same share of people.
const NODES: u32 = 11;
/// Mean and standard deviation of the taste for home (log points), and scale of the noise (util-months): `assumed`,
/// they meet the four calibration corridors.
const TASTE: (f64, f64) = (1.1, 0.3);
const SCALE: f64 = 4.0;

/// A corridor as it stands at the end of a contract: EUR, months. All `assumed` round numbers for the corridor named.
#[derive(Clone, Copy)]
struct Corridor {
    name: &'static str,
    legal_wage: f64,
    legal_living: f64,
    season_months: f64,
    fixed_cost: f64,
    home_income: f64,
    home_floor: f64,
    irregular_days: f64,
    day_wage: f64,
    irregular_living: f64,
    removal: f64,
    removal_loss: f64,
    settle_hazard: f64,
    settled_wage: f64,
    settled_living: f64,
    savings: f64,
    recall: f64,
}

const MALI: Corridor = Corridor {
    name: "mali",
    legal_wage: 770.0,
    legal_living: 250.0,
    season_months: 6.0,
    fixed_cost: 400.0,
    home_income: 40.0,
    home_floor: 20.0,
    irregular_days: 11.5,
    day_wage: 30.0,
    irregular_living: 250.0,
    removal: 0.002,
    removal_loss: 400.0,
    settle_hazard: 0.015,
    settled_wage: 560.0,
    settled_living: 300.0,
    savings: 3_000.0,
    recall: 0.05,
};

/// New corridor, no credible recall (Senegal to Spain 2019).
const C1: Corridor = Corridor {
    name: "c1",
    legal_wage: 900.0,
    legal_living: 260.0,
    home_income: 100.0,
    home_floor: 45.0,
    irregular_days: 14.0,
    day_wage: 38.0,
    irregular_living: 290.0,
    season_months: 3.0,
    savings: 1_900.0,
    recall: 0.03,
    settled_wage: 750.0,
    settled_living: 350.0,
    ..MALI
};

/// Mature scheme with recall (Moroccan mothers in Huelva).
const C2: Corridor = Corridor {
    name: "c2",
    legal_wage: 900.0,
    legal_living: 200.0,
    home_income: 130.0,
    home_floor: 45.0,
    irregular_days: 13.0,
    day_wage: 32.0,
    season_months: 4.0,
    savings: 2_300.0,
    recall: 0.85,
    settled_wage: 650.0,
    settled_living: 330.0,
    fixed_cost: 150.0,
    ..MALI
};

/// Recurrent seasonal men (H-2A farm workers in the United States).
const C4: Corridor = Corridor {
    name: "c4",
    legal_wage: 1_300.0,
    legal_living: 350.0,
    home_income: 230.0,
    home_floor: 80.0,
    irregular_days: 21.0,
    day_wage: 55.0,
    irregular_living: 450.0,
    settle_hazard: 0.0,
    removal: 0.003,
    season_months: 7.0,
    savings: 5_000.0,
    recall: 0.75,
    fixed_cost: 300.0,
    ..MALI
};

/// Long contract without a second entry (Korea's Employment Permit System).
const C5: Corridor = Corridor {
    name: "c5",
    legal_wage: 1_000.0,
    legal_living: 300.0,
    home_income: 170.0,
    home_floor: 60.0,
    irregular_days: 22.0,
    day_wage: 41.0,
    irregular_living: 330.0,
    settle_hazard: 0.0,
    removal: 0.010,
    removal_loss: 1_500.0,
    season_months: 48.0,
    savings: 20_000.0,
    recall: 0.0,
    ..MALI
};

const MARKETS: [(f64, f64, &str); 3] = [
    (8.0, 25.0, "8 days at 25 EUR (slump)"),
    (11.5, 30.0, "11.5 days at 30 EUR"),
    (15.0, 35.0, "15 days at 35 EUR (boom)"),
];
const RECALLS: [f64; 3] = [0.05, 0.5, 0.9];
const DEBTS: [f64; 3] = [0.0, 2_500.0, 3_300.0];
const BONDS: [f64; 3] = [0.0, 500.0, 2_000.0];

impl Corridor {
    fn with_market(self, days: f64, wage: f64) -> Self {
        Self { irregular_days: days, day_wage: wage, ..self }
    }

    /// Share of the workers that goes home at term.
    fn return_share(&self, recall: f64, bond: f64, debt: f64) -> f64 {
        let horizon = Horizon::new(120, 0.06);
        let outlook = Outlook::new(&horizon, self.removal, 36, self.settle_hazard);
        let cycle = Cycle::new(&horizon, 6.0, 12.0, 6.0);
        let home_surplus = self.home_income - self.home_floor;
        let season_gain = self.season_months * (self.legal_wage - self.legal_living - home_surplus) - self.fixed_cost;
        let promise = RecallPromise { chance: recall, season_gain, seasons_left: None };
        let share_at = |node: u32| {
            let taste = TASTE.0 + TASTE.1 * normal_quantile((f64::from(node) + 0.5) / f64::from(NODES));
            let person = Circumstances {
                home_surplus,
                surplus_abroad: self.irregular_days * self.day_wage - self.irregular_living,
                settled_surplus: self.settled_wage - self.settled_living,
                home_premium: taste + ln(1.0 / 0.45),
                wealth: self.savings - debt,
                forfeited: bond,
                ticket: 400.0,
                removal_loss: self.removal_loss,
                ..Circumstances::default()
            };
            return_chance(outlook.advantage_of_return(&person, &promise, &cycle), SCALE)
        };
        (0..NODES).map(share_at).sum::<f64>() / f64::from(NODES)
    }
}

fn textbook() -> Margin {
    Margin { horizon_months: 20.0, home_premium: 0.4 + ln(2.0), home_surplus: 1.0, surplus_abroad: 3.0, wealth: 2.0 }
}

/// Every row that the code can compute, under the names of the independent file.
fn rows() -> Vec<(String, f64)> {
    let mut rows: Vec<(String, f64)> =
        [C1, C2, C4, C5].iter().map(|c| (c.name.to_owned(), c.return_share(c.recall, 0.0, 0.0))).collect();
    for (days, wage, _) in MARKETS {
        for recall in RECALLS {
            for debt in DEBTS {
                for bond in BONDS {
                    let name = format!("mali days={days} wage={wage} recall={recall} debt={debt} bond={bond}");
                    rows.push((name, MALI.with_market(days, wage).return_share(recall, bond, debt)));
                }
            }
        }
    }
    let margin = textbook();
    rows.push(("closed form: optimal stay".to_owned(), undiscounted_stay(20.0, margin.home_premium, 1.0, 3.0, 2.0)));
    rows.push(("closed form: deterrent bond".to_owned(), margin.deterrent_bond()));
    rows
}

#[test]
fn every_independent_row_is_reproduced() {
    let expected: Vec<(&str, f64)> = include_str!("data/return_decision.csv")
        .lines()
        .filter(|line| !line.starts_with('#') && *line != "case,value")
        .map(|line| line.rsplit_once(',').map(|(case, value)| (case, value.parse().unwrap())).unwrap())
        .collect();
    let computed = rows();
    assert_eq!(computed.len(), 87);
    assert_eq!(expected.len(), computed.len());
    let mut worst = 0.0_f64;
    for ((case, expected), (name, value)) in expected.iter().zip(&computed) {
        assert_eq!(case, name);
        assert!((value - expected).abs() < 0.005, "{case}: {value} instead of {expected}");
        worst = worst.max((value - expected).abs());
    }
    // The file has four digits, and the agreement is to the last of them.
    assert!(worst < 5.1e-5, "{worst}");
}

#[test]
fn calibration_corridors_lie_in_their_intervals() {
    // Intervals of the share that goes home, from the literature named in docs/decisions.md.
    for (corridor, low, high) in [(C1, 0.25, 0.54), (C2, 0.93, 0.99), (C4, 0.965, 0.99), (C5, 0.60, 0.70)] {
        let share = corridor.return_share(corridor.recall, 0.0, 0.0);
        assert!((low..=high).contains(&share), "{}: {share}", corridor.name);
    }
    // Without the promise the mature scheme and the recurrent men would not be where they are.
    assert!(C4.return_share(0.0, 0.0, 0.0) < 0.5);
}

fn corridor_table() -> String {
    let mut table = String::from("| corridor | goes home | observed |\n|---|---|---|\n");
    let known = [
        (C1, "new corridor, no credible recall: Senegal to Spain, 2019", "0.25–0.54"),
        (C2, "mature scheme with recall: mothers from Morocco, Huelva", "0.93–0.99"),
        (C4, "recurrent seasonal men: H-2A, United States", "0.965–0.99"),
        (C5, "long contract, no second entry: Employment Permit System, Korea", "0.60–0.70"),
    ];
    for (corridor, label, observed) in known {
        let share = corridor.return_share(corridor.recall, 0.0, 0.0);
        let _ = writeln!(table, "| {}: {label} | {share:.3} | {observed} |", corridor.name);
    }
    table
}

fn return_table() -> String {
    let mut table = String::from(
        "| irregular work a month | recall | debt, EUR | bond 0 | bond 500 | bond 2,000 \
        |\n|---|---|---|---|---|---|\n",
    );
    for (days, wage, label) in MARKETS {
        for recall in RECALLS {
            for debt in DEBTS {
                let share = |bond| MALI.with_market(days, wage).return_share(recall, bond, debt);
                let _ = writeln!(
                    table,
                    "| {label} | {recall} | {debt} | {:.3} | {:.3} | {:.3} |",
                    share(BONDS[0]),
                    share(BONDS[1]),
                    share(BONDS[2])
                );
            }
        }
    }
    table
}

#[test]
fn the_tables_of_the_documentation_are_what_the_code_computes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/decisions.md");
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (name, table) in [("corridors", corridor_table()), ("returns", return_table())] {
        let (open, close) = (format!("<!-- table {name} -->\n"), format!("<!-- end {name} -->"));
        let start = text.find(&open).expect("a marker opens the table") + open.len();
        let end = text.find(&close).expect("a marker closes the table");
        if std::env::var_os("CIRCULA_BLESS").is_some() {
            text.replace_range(start..end, &table);
        } else {
            assert_eq!(&text[start..end], table, "docs/decisions.md is out of date: run again with CIRCULA_BLESS=1");
        }
    }
    if std::env::var_os("CIRCULA_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
}
