//! From sheets to typed tables, one function a table.

use super::rows::{band, check_bands, first, normalise, unbroken, unique};
use super::sheet::Sheet;
use super::tables::{AgeGroup, Band, Destination, Region, SchoolingRow, SectorRow, Setting};
use crate::base::diagnostics::{Diagnostics, Origin};
use crate::base::units::Month;
use crate::journal::Status;
use crate::world::state::Sector;

/// Words for levels of schooling, in the order of `Schooling`.
pub const SCHOOLING: [&str; 4] = ["none", "primary", "secondary", "tertiary"];

/// Largest household that the builder holds.
pub const MOST_RESIDENTS: u32 = 60;

/// The table of sectors.
pub fn sectors(sheet: &Sheet, out: &mut Diagnostics) -> Vec<SectorRow> {
    let names = ["sector", "role", "farm_season_eur", "dry_season_eur", "floor_eur", "cv", "farm", "fit"];
    sheet.only(&names, "column", out);
    let [name, role, season, dry, floor, cv, farm, fit] = sheet.columns(names, out);
    unique(sheet, name, out);
    let roles = ["work".to_owned(), "dependent".to_owned()];
    let rows: Vec<SectorRow> = sheet
        .rows
        .iter()
        .map(|row| SectorRow {
            sector: Sector {
                name: sheet.text(row, name).to_owned(),
                farm_season_eur: sheet.number(row, season, 0.0, 1e5, out),
                dry_season_eur: sheet.number(row, dry, 0.0, 1e5, out),
                floor_eur: sheet.number(row, floor, 0.0, 1e5, out),
                farm: sheet.number(row, farm, 0.0, 1.0, out),
                fit: sheet.number(row, fit, 0.0, 1.0, out),
            },
            cv: sheet.number(row, cv, 0.0, 5.0, out),
            dependent: sheet.one_of(row, role, &roles, "role", out) == 1,
        })
        .collect();
    if rows.len() > 60 || rows.iter().all(|r| r.dependent) {
        out.error(
            sheet.place(),
            format!("`{}` has {} sectors", sheet.name, rows.len()),
            "1 to 60 sectors, of which at least \
            one of role `work`"
                .to_owned(),
        );
    }
    rows
}

/// The table of kinds of place, with shares of sectors.
pub fn settings(sheet: &Sheet, mix: &Sheet, sectors: &[SectorRow], out: &mut Diagnostics) -> Vec<Setting> {
    let names = ["setting", "schooling_odds", "wealth_median_eur", "wealth_sigma"];
    sheet.only(&names, "column", out);
    let [name, odds, median, sigma] = sheet.columns(names, out);
    unique(sheet, name, out);
    let mut settings: Vec<Setting> = sheet
        .rows
        .iter()
        .map(|row| Setting {
            name: sheet.text(row, name).to_owned(),
            schooling_odds: sheet.number(row, odds, 0.01, 1000.0, out),
            wealth_median_eur: sheet.number(row, median, 0.01, 1e7, out),
            wealth_sigma: sheet.number(row, sigma, 0.0, 4.0, out),
            mix: [const { Vec::new() }; 4],
        })
        .collect();
    read_mix(mix, &mut settings, sectors, out);
    settings
}

/// Shares of sectors: one column a sector, one row for each kind of place and schooling.
fn read_mix(sheet: &Sheet, settings: &mut [Setting], sectors: &[SectorRow], out: &mut Diagnostics) {
    let work: Vec<&str> = sectors.iter().filter(|s| !s.dependent).map(|s| s.sector.name.as_str()).collect();
    let mut known = vec!["setting", "schooling"];
    known.extend(&work);
    sheet.only(&known, "sector", out);
    let [setting, schooling] = sheet.columns(["setting", "schooling"], out);
    let columns: Vec<Option<usize>> = sectors
        .iter()
        .map(|s| if s.dependent { None } else { sheet.columns([s.sector.name.as_str()], out)[0] })
        .collect();
    let places: Vec<String> = settings.iter().map(|s| s.name.clone()).collect();
    let levels = SCHOOLING.map(str::to_owned);
    sheet.once([setting, schooling], out);
    for row in &sheet.rows {
        let place = sheet.one_of(row, setting, &places, "setting", out);
        let level = sheet.one_of(row, schooling, &levels, "schooling", out);
        let mut shares: Vec<f64> = columns.iter().map(|&c| sheet.number(row, c, 0.0, 1.0, out)).collect();
        let sum = shares.iter().sum();
        sheet.sums_to_one(sum, Some(sheet.origin(row, setting)), "sectors", out);
        normalise(shares.iter_mut(), sum);
        if let Some(s) = settings.get_mut(place) {
            s.mix[level] = shares;
        }
    }
    for s in settings.iter_mut() {
        for (level, shares) in s.mix.iter_mut().enumerate() {
            if shares.is_empty() {
                out.error(
                    sheet.place(),
                    format!(
                        "`{}` has no row for setting `{}` and schooling `{}`",
                        sheet.name, s.name, SCHOOLING[level]
                    ),
                    None,
                );
                shares.resize(sectors.len(), 0.0);
            }
        }
    }
}

/// A table of ranges and shares.
pub fn bands(sheet: &Sheet, [from, to]: [&str; 2], most: u32, out: &mut Diagnostics) -> Vec<Band> {
    let names = [from, to, "share"];
    sheet.only(&names, "column", out);
    let columns = sheet.columns(names, out);
    let mut list: Vec<Band> = sheet.rows.iter().map(|row| band(sheet, row, columns, most, out)).collect();
    check_bands(sheet, &list, columns, out);
    let sum = list.iter().map(|b| b.share).sum();
    normalise(list.iter_mut().map(|b| &mut b.share), sum);
    list
}

/// The table of household sizes, whose upper ends are included.
pub fn sizes(sheet: &Sheet, out: &mut Diagnostics) -> Vec<Band> {
    let names = ["size_from", "size_to", "share"];
    sheet.only(&names, "column", out);
    let [from, to, share] = sheet.columns(names, out);
    let mut list: Vec<Band> = sheet
        .rows
        .iter()
        .map(|row| Band {
            from: sheet.whole(row, from, 1, MOST_RESIDENTS, out),
            to: sheet.whole(row, to, 1, MOST_RESIDENTS, out) + 1,
            share: sheet.number(row, share, 0.0, 1.0, out),
        })
        .collect();
    for (row, _) in sheet.rows.iter().zip(&list).filter(|(_, b)| b.to <= b.from) {
        out.error(Some(sheet.origin(row, to)), "the range of sizes is empty", None);
    }
    check_bands(sheet, &list, [from, to, share], out);
    let sum = list.iter().map(|b| b.share).sum();
    normalise(list.iter_mut().map(|b| &mut b.share), sum);
    list
}

/// Destinations with elapsed durations.
pub fn destinations(sheet: &Sheet, elapsed: &Sheet, out: &mut Diagnostics) -> Vec<Destination> {
    let names = [
        "destination",
        "men_share",
        "irregular_share",
        "settled_share",
        "growth_year",
        "wealth_factor",
        "savings_eur",
        "savings_irregular_eur",
        "plan_months",
        "plan_irregular_months",
    ];
    sheet.only(&names, "column", out);
    let [name, men, irregular, settled, growth, wealth, savings, savings_irregular, plan, plan_irregular] =
        sheet.columns(names, out);
    let known = unique(sheet, name, out);
    let mut list: Vec<Destination> = sheet
        .rows
        .iter()
        .map(|row| Destination {
            name: sheet.text(row, name).to_owned(),
            men_share: sheet.number(row, men, 0.0, 1.0, out),
            irregular_share: sheet.number(row, irregular, 0.0, 1.0, out),
            settled_share: sheet.number(row, settled, 0.0, 1.0, out),
            growth_year: sheet.number(row, growth, -0.5, 1.0, out),
            wealth_factor: sheet.number(row, wealth, 0.01, 100.0, out),
            savings_eur: sheet.number(row, savings, 0.0, 1e6, out),
            savings_irregular_eur: sheet.number(row, savings_irregular, 0.0, 1e6, out),
            plan_months: sheet.number(row, plan, 1.0, 600.0, out),
            plan_irregular_months: sheet.number(row, plan_irregular, 1.0, 600.0, out),
            elapsed: Default::default(),
        })
        .collect();
    let columns = ["destination", "right", "months_from", "months_to", "share"];
    elapsed.only(&columns, "column", out);
    let [to, right, from, until, share] = elapsed.columns(columns, out);
    let rights = Status::NAMES.map(str::to_owned);
    let mut placed: Vec<[Vec<(Band, Origin)>; Status::COUNT]> = vec![Default::default(); list.len()];
    for row in &elapsed.rows {
        let at = elapsed.one_of(row, to, &known, "destination", out);
        let of = elapsed.one_of(row, right, &rights, "right of stay", out);
        let band = band(elapsed, row, [from, until, share], 600, out);
        // An unknown destination is no row of the first.
        if known.get(at).map(String::as_str) != Some(elapsed.text(row, to)) {
            continue;
        }
        if let (Some(d), Some(placed)) = (list.get_mut(at), placed.get_mut(at)) {
            d.elapsed[of].push(band);
            placed[of].push((band, elapsed.origin(row, from)));
        }
    }
    for (d, placed) in list.iter_mut().zip(&placed) {
        let place = placed.iter().flatten().next().map(|first| first.1).or(elapsed.place());
        if d.elapsed.iter().all(Vec::is_empty) {
            out.error(place, format!("nothing is said of destination `{}`", d.name), None);
        }
        for (status, placed) in Status::ALL.into_iter().zip(placed).filter(|(_, placed)| !placed.is_empty()) {
            unbroken(placed, out);
            let bands = &mut d.elapsed[status as usize];
            let sum = bands.iter().map(|b| b.share).sum();
            let what = format!("destination `{}`, {}", d.name, Status::NAMES[status as usize]);
            elapsed.sums_to_one(sum, placed.first().map(|first| first.1), &what, out);
            normalise(bands.iter_mut().map(|b| &mut b.share), sum);
        }
    }
    list
}

/// Age groups of five years from 0, the last one open.
pub fn ages(sheet: &Sheet, out: &mut Diagnostics) -> Vec<AgeGroup> {
    let names = [
        "age_from",
        "share",
        "men_per_woman",
        "head_men",
        "head_women",
        "child_men",
        "child_women",
        "dependent_men",
        "dependent_women",
        "ever_men",
        "ever_women",
    ];
    sheet.only(&names, "column", out);
    let [
        from,
        share,
        sex,
        head_men,
        head_women,
        child_men,
        child_women,
        dependent_men,
        dependent_women,
        ever_men,
        ever_women,
    ] = sheet.columns(names, out);
    let mut list = Vec::new();
    for (i, row) in sheet.rows.iter().enumerate() {
        let mut pair =
            |men, women, most| [sheet.number(row, men, 0.0, most, out), sheet.number(row, women, 0.0, most, out)];
        let (head, child) = (pair(head_men, head_women, 1.0), pair(child_men, child_women, 1.0));
        let (dependent, ever) = (pair(dependent_men, dependent_women, 1.0), pair(ever_men, ever_women, 100.0));
        let (share, men_per_woman) =
            (sheet.number(row, share, 0.0, 1.0, out), sheet.number(row, sex, 0.01, 100.0, out));
        let group =
            AgeGroup { from: sheet.whole(row, from, 0, 120, out), share, men_per_woman, head, child, dependent, ever };
        if group.from as usize != 5 * i {
            out.error(
                Some(sheet.origin(row, from)),
                format!("age {} where {} was expected", group.from, 5 * i),
                "groups of five years from 0".to_owned(),
            );
        }
        list.push(group);
    }
    if list.len() < 14 || list.len() > 32 {
        out.error(
            sheet.place(),
            format!("`{}` has {} groups", sheet.name, list.len()),
            "14 to 32 groups of five years, so \
            that 65 begins one"
                .to_owned(),
        );
    }
    let sum = list.iter().map(|g| g.share).sum();
    sheet.sums_to_one(sum, first(sheet, share), "age groups", out);
    normalise(list.iter_mut().map(|g| &mut g.share), sum);
    list
}

/// Schooling by age and sex.
pub fn schooling(sheet: &Sheet, out: &mut Diagnostics) -> Vec<SchoolingRow> {
    let names = ["age_from", "sex", "none", "primary", "secondary", "tertiary"];
    sheet.only(&names, "column", out);
    let [from, sex, none, primary, secondary, tertiary] = sheet.columns(names, out);
    let sexes = ["man".to_owned(), "woman".to_owned()];
    sheet.once([from, sex], out);
    let mut list = Vec::new();
    for row in &sheet.rows {
        let mut shares = [none, primary, secondary, tertiary].map(|c| sheet.number(row, c, 0.0, 1.0, out));
        let sum = shares.iter().sum();
        sheet.sums_to_one(sum, Some(sheet.origin(row, none)), "levels of schooling", out);
        normalise(shares.iter_mut(), sum);
        let woman = sheet.one_of(row, sex, &sexes, "sex", out) == 1;
        list.push(SchoolingRow { from: sheet.whole(row, from, 0, 120, out), woman, shares });
    }
    for woman in [false, true] {
        if !list.iter().any(|r| r.woman == woman && r.from <= 15) {
            let message = format!("`{}` has no row from age 15 for {}", sheet.name, sexes[usize::from(woman)]);
            out.error(sheet.place(), message, None);
        }
    }
    list
}

/// Regions with their stocks.
pub fn regions(
    sheet: &Sheet,
    stocks: &Sheet,
    settings: &[Setting],
    destinations: &[Destination],
    out: &mut Diagnostics,
) -> Vec<Region> {
    let names = [
        "region",
        "residents",
        "counted",
        "growth_year",
        "urban_share",
        "irrigated_share",
        "household_factor",
        "rural_setting",
        "irrigated_setting",
        "urban_setting",
        "ever_abroad_rural",
        "ever_abroad_urban",
    ];
    sheet.only(&names, "column", out);
    let [
        name,
        residents,
        counted,
        growth,
        urban,
        irrigated,
        factor,
        rural_setting,
        irrigated_setting,
        urban_setting,
        ever_rural,
        ever_urban,
    ] = sheet.columns(names, out);
    let known = unique(sheet, name, out);
    let places: Vec<String> = settings.iter().map(|s| s.name.clone()).collect();
    let mut list = Vec::new();
    for row in &sheet.rows {
        let month = Month::parse(sheet.text(row, counted));
        if month.is_none() {
            out.error(
                Some(sheet.origin(row, counted)),
                format!("`{}` is not a month", sheet.text(row, counted)),
                "wanted a month such as 2009-04".to_owned(),
            );
        }
        list.push(Region {
            name: sheet.text(row, name).to_owned(),
            residents: sheet.number(row, residents, 1.0, 2e9, out),
            counted: month.unwrap_or_default(),
            growth_year: sheet.number(row, growth, -0.2, 0.2, out),
            urban_share: sheet.number(row, urban, 0.0, 1.0, out),
            irrigated_share: sheet.number(row, irrigated, 0.0, 1.0, out),
            household_factor: sheet.number(row, factor, 0.2, 4.0, out),
            settings: [rural_setting, irrigated_setting, urban_setting]
                .map(|c| sheet.one_of(row, c, &places, "setting", out)),
            ever_abroad: [ever_rural, ever_urban].map(|c| sheet.number(row, c, 0.0, 1.0, out)),
            stocks: vec![0.0; destinations.len()],
        });
    }
    if list.len() > 64 {
        out.error(sheet.place(), format!("`{}` has {} regions", sheet.name, list.len()), "at most 64".to_owned());
    }
    read_stocks(stocks, &known, destinations, &mut list, out);
    list
}

/// Stocks elsewhere, thousands: one row a region, one column a destination.
fn read_stocks(
    sheet: &Sheet,
    regions: &[String],
    destinations: &[Destination],
    list: &mut [Region],
    out: &mut Diagnostics,
) {
    let mut known = vec!["region"];
    known.extend(destinations.iter().map(|d| d.name.as_str()));
    sheet.only(&known, "destination", out);
    let [region] = sheet.columns(["region"], out);
    let rows = unique(sheet, region, out);
    let columns: Vec<Option<usize>> = destinations.iter().map(|d| sheet.columns([d.name.as_str()], out)[0]).collect();
    for row in &sheet.rows {
        let at = sheet.one_of(row, region, regions, "region", out);
        let stocks: Vec<f64> = columns.iter().map(|&c| 1000.0 * sheet.number(row, c, 0.0, 1e6, out)).collect();
        if let Some(r) = list.get_mut(at) {
            r.stocks = stocks;
        }
    }
    for name in regions.iter().filter(|n| !rows.contains(n)) {
        out.error(
            sheet.place(),
            format!("`{}` has no row for region `{name}`", sheet.name),
            "every region needs one; zeros \
            are allowed"
                .to_owned(),
        );
    }
}
