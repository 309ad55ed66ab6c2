//! The tally, fed with events written by hand: what each adds, and what its neighbours in time and place do not.

use super::measure::named;
use super::tally::{Ended, LONGEST, PRESENT, Tally};
use crate::journal::event::{Event, Kind, What};
use crate::journal::{Call, Cause, Circle, Ending, Place, Status, Way};
use What::{
    Arrived, ExitedAfterEnd, HomeFromSpell, PlaceTaken, Removed, Returned, SetOutAgain, Termed, TurnedBack, VisaRefused,
};

/// Destinations in an order on which nothing may rely: overseas, within the country, in the region, overseas.
const NORTH: usize = 0;
const CAPITAL: usize = 1;
const REGION: usize = 2;
const WEST: usize = 3;
const CIRCLES: [Circle; 4] = [Circle::Overseas, Circle::Internal, Circle::Regional, Circle::Overseas];

/// An event at a destination, of somebody of the middle quintile.
fn event(what: What, at: usize, months: u16) -> Event {
    Event { person: 0, value: 0, months, what, place: Place::destination(at), quintile: 2 }
}

/// The same with a value.
fn worth(what: What, at: usize, value: i32) -> Event {
    Event { value, ..event(what, at, 0) }
}

/// What is remembered of so many months, given the events: month, how often, event.
fn fed(months: usize, list: &[(usize, usize, Event)]) -> Tally {
    let mut t = Tally::blank(CIRCLES.to_vec(), months);
    for month in 0..months {
        t.begin_month();
        for (_, times, event) in list.iter().filter(|entry| entry.0 == month) {
            (0..*times).for_each(|_| t.record(event));
        }
        t.end_month();
    }
    t
}

/// Cohorts with anything in them: month, way, destination, and arrived, home within 12 and 36 months, home.
fn cohorts(t: &Tally) -> Vec<(usize, Way, usize, [i64; 4])> {
    let mut list = Vec::new();
    for (month, cells) in t.cohorts.iter().enumerate() {
        for way in Way::ALL {
            for k in 0..CIRCLES.len() {
                let c = cells[way as usize * CIRCLES.len() + k];
                let counts = [c.arrived, c.home_12, c.home_36, c.home];
                if counts != [0; 4] {
                    list.push((month, way, k, counts));
                }
            }
        }
    }
    list
}

/// Exits with anything in them: months after the end, cause by number, how many.
fn exits(ended: &Ended) -> Vec<(usize, usize, i64)> {
    let counted = ended.exits.iter().enumerate().filter(|(_, n)| **n != 0);
    counted.map(|(at, n)| (at / Cause::COUNT, at % Cause::COUNT, *n)).collect()
}

#[test]
fn arrivals_are_counted_by_month_way_and_destination() {
    let t = fed(
        3,
        &[
            (1, 3, event(Arrived(Way::Programme), NORTH, 0)),
            (1, 2, event(Arrived(Way::Programme), WEST, 0)),
            (1, 5, event(Arrived(Way::Visa), NORTH, 0)),
            (1, 7, event(Arrived(Way::Visa), WEST, 0)),
            (1, 23, event(Arrived(Way::FreeMovement), NORTH, 0)),
            (1, 11, event(Arrived(Way::FreeMovement), REGION, 0)),
            (1, 13, event(Arrived(Way::Capital), CAPITAL, 0)),
            (1, 17, event(Arrived(Way::Irregular), NORTH, 0)),
            (1, 19, event(Arrived(Way::Irregular), WEST, 0)),
            (2, 29, event(Arrived(Way::Visa), WEST, 0)),
        ],
    );
    let wanted = [
        (1, Way::Programme, NORTH, [3, 0, 0, 0]),
        (1, Way::Programme, WEST, [2, 0, 0, 0]),
        (1, Way::Visa, NORTH, [5, 0, 0, 0]),
        (1, Way::Visa, WEST, [7, 0, 0, 0]),
        (1, Way::FreeMovement, NORTH, [23, 0, 0, 0]),
        (1, Way::FreeMovement, REGION, [11, 0, 0, 0]),
        (1, Way::Capital, CAPITAL, [13, 0, 0, 0]),
        (1, Way::Irregular, NORTH, [17, 0, 0, 0]),
        (1, Way::Irregular, WEST, [19, 0, 0, 0]),
        (2, Way::Visa, WEST, [29, 0, 0, 0]),
    ];
    assert_eq!(cohorts(&t), wanted, "month, way, destination, arrived");
}

/// Of those who arrived in month 1: home after 12 months 1, after 13 months 2, after 36 months 3, after 37 months 4. So
/// within 12 months 1, within 36 months 1 + 2 + 3 = 6, at all 10.
#[test]
fn who_is_home_after_a_year_counts_in_it_and_a_month_later_only_in_three_years() {
    let t = fed(
        40,
        &[
            (1, 11, event(Arrived(Way::Programme), WEST, 0)),
            (13, 1, event(HomeFromSpell(Way::Programme), WEST, 12)),
            (14, 2, event(HomeFromSpell(Way::Programme), WEST, 13)),
            (37, 3, event(HomeFromSpell(Way::Programme), WEST, 36)),
            (38, 4, event(HomeFromSpell(Way::Programme), WEST, 37)),
            (13, 5, event(HomeFromSpell(Way::Irregular), NORTH, 12)),
            (5, 6, event(HomeFromSpell(Way::Capital), CAPITAL, 3)),
            // Home in the month of arrival.
            (7, 7, event(HomeFromSpell(Way::FreeMovement), REGION, 0)),
        ],
    );
    let wanted = [
        (1, Way::Programme, WEST, [11, 1, 6, 10]),
        (1, Way::Irregular, NORTH, [0, 5, 5, 5]),
        (2, Way::Capital, CAPITAL, [0, 6, 6, 6]),
        (7, Way::FreeMovement, REGION, [0, 7, 7, 7]),
    ];
    assert_eq!(cohorts(&t), wanted, "month, way, destination, [arrived, home within 12, within 36, home]");
    // 1 × 12 + 2 × 13 + 3 × 36 + 4 × 37 = 294 months of 10 spells; 6 × 3; 5 × 12.
    assert_eq!(t.lengths, [(294, 10), (0, 0), (0, 7), (18, 6), (60, 5)], "months and spells by way");
}

#[test]
fn a_spell_begun_before_the_run_has_a_length_and_no_cohort() {
    let t = fed(
        6,
        &[
            (5, 2, event(HomeFromSpell(Way::Visa), NORTH, 5)),
            // Begun in the month before the first.
            (5, 3, event(HomeFromSpell(Way::Visa), NORTH, 6)),
        ],
    );
    assert_eq!(cohorts(&t), [(0, Way::Visa, NORTH, [0, 2, 2, 2])]);
    // 2 × 5 + 3 × 6 months.
    assert_eq!(t.lengths[Way::Visa as usize], (28, 5));
}

#[test]
fn ends_of_stays_count_overseas_only_and_exits_go_to_the_month_of_the_end() {
    let t = fed(
        20,
        &[
            (2, 7, event(Termed(Status::Contract), NORTH, 6)),
            (2, 2, event(Termed(Status::Contract), WEST, 6)),
            (2, 11, event(Termed(Status::Permit), NORTH, 6)),
            (2, 13, event(Termed(Status::Permit), REGION, 6)),
            (2, 17, event(Termed(Status::Contract), CAPITAL, 6)),
            (3, 1, event(Termed(Status::Permit), WEST, 6)),
            (2, 3, event(ExitedAfterEnd(Cause::Return, Status::Contract), NORTH, 0)),
            (2, 2, event(ExitedAfterEnd(Cause::Extension, Status::Contract), WEST, 0)),
            (3, 1, event(ExitedAfterEnd(Cause::Return, Status::Contract), WEST, 1)),
            (5, 2, event(ExitedAfterEnd(Cause::Regularisation, Status::Permit), NORTH, 3)),
            (14, 4, event(ExitedAfterEnd(Cause::Removal, Status::Permit), NORTH, 12)),
            (15, 1, event(ExitedAfterEnd(Cause::Onward, Status::Permit), WEST, 13)),
            (15, 1, event(ExitedAfterEnd(Cause::Death, Status::Permit), WEST, 13)),
            (4, 9, event(ExitedAfterEnd(Cause::Return, Status::Permit), REGION, 2)),
            (4, 8, event(ExitedAfterEnd(Cause::Return, Status::Contract), CAPITAL, 2)),
            // The end came before the run.
            (4, 6, event(ExitedAfterEnd(Cause::Return, Status::Permit), NORTH, 5)),
        ],
    );
    let of = |month: usize, status: Status| &t.ended[month][status as usize];
    let (contract, permit) = (of(2, Status::Contract), of(2, Status::Permit));
    assert_eq!((contract.ends, permit.ends, of(3, Status::Permit).ends), (9, 11, 1), "ends overseas");
    // Return 0, extension 1, regularisation 2, death 3, removal 4, onward move 5.
    assert_eq!(exits(contract), [(0, 0, 3), (0, 1, 2), (1, 0, 1)], "contract: months after, cause, number");
    assert_eq!(exits(permit), [(3, 2, 2), (12, 4, 4), (13, 3, 1), (13, 5, 1)], "permit: months after, cause, number");
    let all: i64 = t.ended.iter().flatten().map(|e| e.ends + e.exits.iter().sum::<i64>()).sum();
    // 9 + 11 + 1 ends; 6 and 8 exits.
    assert_eq!(all, 35, "ends or exits at other places, or of ends before the run");
    // 9 less 5 in the month of the end, less 1 in the next.
    assert_eq!([0, 1, 12].map(|m| contract.staying(m)), [4, 3, 3], "still there after 0, 1, 12 months");
    // 11 less 2 in month 3, less 4 in month 12, less 2 in month 13.
    assert_eq!([2, 3, 11, 12, 13].map(|m| permit.staying(m)), [11, 9, 9, 5, 3], "still there after 2, 3, 11, 12, 13");
}

/// Home 59 months after the end 1, 60 months 2, 61 months 3: the last class, of 60 months, holds 2 + 3.
#[test]
fn exits_beyond_the_longest_time_told_apart_are_in_the_last_class() {
    assert_eq!(LONGEST, 60);
    let home = |months| event(ExitedAfterEnd(Cause::Return, Status::Contract), NORTH, months);
    let t = fed(
        62,
        &[(0, 8, event(Termed(Status::Contract), NORTH, 6)), (59, 1, home(59)), (60, 2, home(60)), (61, 3, home(61))],
    );
    let ended = &t.ended[0][Status::Contract as usize];
    assert_eq!(exits(ended), [(59, 0, 1), (60, 0, 5)], "months after, cause, number");
    assert_eq!([58, 59, 60, 61, usize::MAX].map(|m| ended.staying(m)), [8, 7, 2, 2, 2]);
}

#[test]
fn home_by_own_will_before_the_end_counts_overseas_with_papers_and_for_stays_begun_in_the_run() {
    let t = fed(
        11,
        &[
            (10, 1, event(Returned(Status::Contract), NORTH, 10)),
            // Begun in the month before the first.
            (10, 2, event(Returned(Status::Contract), NORTH, 11)),
            (10, 4, event(Returned(Status::Permit), WEST, 1)),
            (10, 8, event(Returned(Status::Permit), REGION, 1)),
            (10, 16, event(Returned(Status::Contract), CAPITAL, 1)),
            (10, 32, event(Returned(Status::Free), NORTH, 1)),
            (10, 64, event(Returned(Status::Irregular), NORTH, 1)),
            (10, 128, event(Returned(Status::Settled), NORTH, 1)),
            (10, 256, event(Removed(Status::Permit), NORTH, 1)),
        ],
    );
    assert_eq!(t.home_lawful, 1 + 4, "each line has its own power of two");
}

/// Journeys that ended in month 3: 2 + 1 + 5 + 4 home from abroad and 3 turned back are 15; of them by force 2 removed
/// overseas, 1 in the region and 3 turned back.
#[test]
fn journeys_abroad_and_what_they_bring_leave_the_capital_out() {
    let t = fed(
        4,
        &[
            (3, 2, worth(HomeFromSpell(Way::Programme), NORTH, 700)),
            (3, 1, worth(HomeFromSpell(Way::Visa), WEST, 1_100)),
            (3, 5, worth(HomeFromSpell(Way::FreeMovement), REGION, 1_300)),
            (3, 9, worth(HomeFromSpell(Way::Capital), CAPITAL, 1_700)),
            (3, 4, worth(HomeFromSpell(Way::Irregular), NORTH, 1_900)),
            (3, 2, event(Removed(Status::Irregular), NORTH, 8)),
            (3, 1, event(Removed(Status::Irregular), REGION, 8)),
            (3, 6, event(Removed(Status::Irregular), CAPITAL, 8)),
            (3, 3, event(TurnedBack, WEST, 0)),
        ],
    );
    // 2 × 700, 1 × 1,100, 5 × 1,300, none, 4 × 1,900.
    assert_eq!(t.brought, [1_400, 1_100, 6_500, 0, 7_600], "cents by way");
    let after = t.after[3];
    assert_eq!((after.ended, after.forced, after.again_36, after.forced_again_24), (15, 6, 0, 0), "ended, by force");
    assert!(t.after[..3].iter().all(|a| a.ended + a.forced == 0), "only in the month of the end");
}

/// Of journeys that ended in month 0 set out again: 1 by force after 24 months, 2 after 25, 4 to the region, 8 who had
/// come home by own will, 16 after 36 months, 32 after 37. Within 36 months: 1 + 2 + 4 + 8 + 16 = 31.
#[test]
fn setting_out_again_counts_for_the_month_in_which_the_last_journey_ended() {
    let again = |ending, at, months| event(SetOutAgain(ending), at, months);
    let t = fed(
        40,
        &[
            (24, 1, again(Ending::Forced, NORTH, 24)),
            (25, 2, again(Ending::Forced, NORTH, 25)),
            (24, 4, again(Ending::Forced, REGION, 24)),
            (24, 8, again(Ending::OwnWill, WEST, 24)),
            (36, 16, again(Ending::Forced, WEST, 36)),
            (37, 32, again(Ending::Forced, WEST, 37)),
            (24, 64, again(Ending::Forced, CAPITAL, 24)),
            // The last journey ended before the run.
            (29, 128, again(Ending::Forced, NORTH, 30)),
            (29, 256, again(Ending::Forced, WEST, 20)),
        ],
    );
    assert_eq!((t.after[0].again_36, t.after[0].forced_again_24), (31, 1), "of journeys that ended in month 0");
    assert_eq!((t.after[9].again_36, t.after[9].forced_again_24), (256, 256), "of journeys that ended in month 9");
    assert_eq!(t.after.iter().map(|a| a.again_36).sum::<i64>(), 31 + 256);
}

/// The stock is that at the end of month 23, so who arrived in month 23 is in it and who arrived in month 24 is not;
/// the 24 months that follow are 24 to 47.
#[test]
fn those_present_are_followed_for_two_years_from_the_month_after() {
    assert_eq!(PRESENT, 24);
    let home = |status, at, months| event(Returned(status), at, months);
    let t = fed(
        50,
        &[
            (23, 1, home(Status::Permit, NORTH, 5)),
            (24, 2, home(Status::Irregular, NORTH, 1)),
            (24, 4, home(Status::Irregular, NORTH, 0)),
            (47, 8, home(Status::Settled, WEST, 24)),
            (47, 16, home(Status::Settled, WEST, 23)),
            (48, 32, home(Status::Permit, WEST, 40)),
            (30, 64, home(Status::Free, REGION, 20)),
            (30, 128, home(Status::Free, CAPITAL, 20)),
            (30, 256, event(Removed(Status::Irregular), NORTH, 20)),
        ],
    );
    assert_eq!(t.present.1, 2 + 8, "each line has its own power of two");
}

/// Whoever is followed so many months must have come, ended or gone so many months before the last: in a run one month
/// too short there is nothing to measure.
#[test]
fn a_measure_that_follows_people_needs_the_month_and_all_that_follow() {
    let list = [
        (0, 3, event(Arrived(Way::Irregular), WEST, 0)),
        (0, 2, event(Arrived(Way::FreeMovement), REGION, 0)),
        (0, 5, event(Termed(Status::Contract), NORTH, 6)),
        (0, 7, event(TurnedBack, WEST, 0)),
    ];
    for (name, follow) in [
        ("home_within_12_overseas", 12),
        ("home_within_36_overseas", 36),
        ("home_within_12_region", 12),
        ("home_within_12_irregular", 12),
        ("overstay_1_month", 1),
        ("overstay_3_months", 3),
        ("overstay_12_months", 12),
        ("overstay_1_contracts", 1),
        ("overstay_3_contracts", 3),
        ("overstay_12_contracts", 12),
        ("return_per_end", 1),
        ("return_at_term_contracts", 1),
        ("again_after_force", 24),
        ("again_after_return", 36),
    ] {
        let found = |months| (named(name).unwrap().of)(&fed(months, &list));
        assert_eq!(found(follow), None, "{name} in a run of {follow} months");
        assert!(found(follow + 1).is_some(), "{name} in a run of {} months", follow + 1);
    }
}

/// In a run of two months only the ends of the first are followed for one: of 5, 2 are extended; of the others one is
/// home at the end, one a month later.
#[test]
fn extended_contracts_of_the_last_month_that_is_followed_are_no_ends() {
    let exit = |cause, months| event(ExitedAfterEnd(cause, Status::Contract), NORTH, months);
    let t = fed(
        2,
        &[
            (0, 5, event(Termed(Status::Contract), NORTH, 6)),
            (0, 2, exit(Cause::Extension, 0)),
            (0, 1, exit(Cause::Return, 0)),
            (1, 1, exit(Cause::Return, 1)),
            (1, 9, event(Termed(Status::Contract), NORTH, 6)),
            (1, 4, exit(Cause::Extension, 0)),
            (1, 3, exit(Cause::Return, 0)),
        ],
    );
    assert_eq!((named("return_at_term_contracts").unwrap().of)(&t), Some(2.0 / 3.0));
}

#[test]
fn values_are_added_by_kind_and_quintile() {
    let of = |value, quintile| Event { quintile, ..worth(VisaRefused, NORTH, value) };
    let t = fed(
        2,
        &[
            (0, 2, of(-5, 0)),
            (1, 3, of(7, 1)),
            (0, 1, of(11, 3)),
            (0, 1, of(13, 4)),
            // Beyond the richest is richest.
            (1, 1, of(17, 9)),
            (0, 1, Event { quintile: 0, ..worth(TurnedBack, NORTH, 1_000) }),
        ],
    );
    let wanted = [(-10, 2), (21, 3), (0, 0), (11, 1), (30, 2)];
    assert_eq!(t.values[Kind::VisaRefused as usize], wanted, "sum and number by quintile");
    assert_eq!(t.values[Kind::TurnedBack as usize][0], (1_000, 1));
}

#[test]
fn places_taken_are_told_apart_by_call_and_sex() {
    let list = [(Call::Open, 0, 2), (Call::Open, 1, 3), (Call::ByName, 0, 5), (Call::ByName, 1, 7)];
    let t = fed(1, &list.map(|(call, woman, times)| (0, times, worth(PlaceTaken(call), NORTH, woman))));
    assert_eq!(t.taken, [[2, 3], [5, 7]], "[asked back by name][woman]");
}

#[test]
fn events_are_counted_by_month_kind_and_place() {
    let at_home = Event { place: Place::HOME, ..event(What::DiedHome, NORTH, 0) };
    let t = fed(
        2,
        &[
            (0, 2, event(What::Intercepted, NORTH, 0)),
            (0, 3, event(What::Intercepted, WEST, 0)),
            (1, 5, event(What::Intercepted, REGION, 0)),
            (1, 7, event(What::Intercepted, CAPITAL, 0)),
            (1, 11, at_home),
        ],
    );
    let count = |place: Place| [0, 1].map(|m| t.in_month(m, Kind::Intercepted, &|p| p == place));
    assert_eq!([NORTH, CAPITAL, REGION, WEST].map(|k| count(Place::destination(k))), [[2, 0], [0, 7], [0, 5], [3, 0]]);
    assert_eq!(t.count(Kind::DiedHome, |place| place == Place::HOME), 11);
    assert_eq!(t.count(Kind::DiedHome, |place| place != Place::HOME), 0);
    assert_eq!(t.count(Kind::Intercepted, |place| t.overseas(place)), 2 + 3);
    assert_eq!(t.count(Kind::Intercepted, |place| t.abroad(place)), 2 + 3 + 5);
    assert_eq!(t.count(Kind::Intercepted, |_| true), 17);
    assert_eq!(CIRCLES.map(|c| t.positions(c).collect::<Vec<_>>()), [vec![0, 3], vec![1], vec![2], vec![0, 3]]);
    assert!(!t.overseas(Place::HOME) && !t.abroad(Place::HOME));
}
