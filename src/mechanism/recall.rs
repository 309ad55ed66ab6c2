//! What somebody under contract, or about to apply, believes of further seasons, and whether one asked back comes.
//!
//! The believed chance of another season is that of being named, times that of an open programme, times that of wanting
//! the season when it comes. Being named: the village's belief, its weight and a little doubt beside the person's own
//! experience, `((w + 2) v + k m)/((w + 2) + k s)` for m times named in s seasons ended, k accounts each. Open: what is
//! known of the programme's months, `engine::scene`. Wanting: the logit of the season's worth to him over the cost of
//! setting out again, which falls with every season, as one (1 + seasons)th. Seasons end at the horizon, at the
//! greatest age that may apply, and at the end of the programme from its announcement on. Source: Beta counts
//! (`decision::belief`); number of seasons taken: `decision::recall`. Left out: savings when judging whether the next
//! season will be wanted, liking and cost of setting out in the seasons after the next.

use super::information::open_believed;
use crate::base::math::ln_1p;
use crate::base::units::Month;
use crate::decision::recall::{RecallPromise, worth_to_returner};
use crate::decision::term::return_chance;
use crate::engine::{Scene, taste};
use crate::institution::reentry::Reentry;
use crate::journal::Way;
use crate::world::Person;
use crate::world::village::Belief;

crate::purposes! {}

/// Doubt beside the village's belief, in accounts.
const DOUBT: f64 = 2.0;

/// Who asks himself what further seasons there will be.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The person.
    pub person: &'a Person,
    /// Seasons that have ended when he is home again.
    pub seasons: u8,
    /// Month in which he will be home again.
    pub home: Month,
    /// Surplus at home, EUR a month.
    pub home_surplus: f64,
    /// Worth of a month at home (theta), log points.
    pub home_premium: f64,
}

/// Believed chance to be named again after a season.
fn named(own_weight: f64, belief: &Belief, person: &Person, ended: u8) -> f64 {
    let village = f64::from(belief.recalled_weight) + DOUBT;
    let seen = village + own_weight * f64::from(ended);
    (village * f64::from(belief.recalled) + own_weight * f64::from(person.named)) / seen
}

/// What a programme promises somebody.
#[must_use]
pub fn promise(scene: &Scene<'_>, belief: &Belief, corridor: usize, who: &Asking<'_>) -> RecallPromise {
    let (Reentry::Recall(_), Some(programme)) = (&scene.rules.reentry, scene.programme(corridor)) else {
        return RecallPromise::NONE;
    };
    let (destination, horizon) = (scene.destination(corridor), &scene.tables.horizon);
    let person = who.person;
    // What he has seen so far: the season ahead or under way has told nothing yet.
    let ended = who.seasons.saturating_sub(1);
    let age = person.birth.plus(12 * (scene.rules.eligibility.age_high as i32 + 1) - 1).since(who.home);
    let ends = destination.programme_ends.map_or(i32::MAX, |end| end.since(who.home) - 1);
    let planned = horizon.months() as i32 - who.home.since(scene.now);
    let offered = RecallPromise {
        chance: named(scene.rules.information.own_weight, belief, person, ended) * open_believed(scene, corridor),
        season_gain: destination.season_gain - destination.season_months * who.home_surplus,
        seasons_left: Some(destination.season.seasons_within(f64::from(age.min(ends).min(planned)))),
    };
    if offered.chance <= 0.0 || offered.seasons_left == Some(0) {
        return RecallPromise::NONE;
    }
    // Whether he wants the next season he judges by what home brings, whatever he has saved by now.
    let life = horizon.life();
    let (cycle, resources) = (&destination.season, who.home_surplus * life);
    let (relative, after) = (offered.season_gain / resources, resources + offered.season_gain);
    if resources <= 0.0 || relative <= -1.0 {
        return RecallPromise::NONE;
    }
    let next = life * ln_1p(relative) - who.home_premium * cycle.absence();
    let later = worth_to_returner(life, cycle, &offered, after / life, who.home_premium);
    let worth = next + later - setting_out(programme.leave_cost, who.seasons) + liking(scene, person);
    RecallPromise { chance: offered.chance * return_chance(worth, scene.rules.preference.noise_leave), ..offered }
}

/// What setting out under contract costs somebody with so many seasons behind him, util-months.
#[inline]
#[must_use]
pub fn setting_out(leave_cost: f64, seasons: u8) -> f64 {
    leave_cost / (1.0 + f64::from(seasons))
}

/// How much somebody likes leaving under contract, util-months.
#[must_use]
pub fn liking(scene: &Scene<'_>, person: &Person) -> f64 {
    let word = taste::liking_word(scene.key.person(person.id));
    scene.rules.preference.taste_spread * taste::liking(word, Way::Programme as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::person::{Background, Schooling};

    fn worker(times: u8) -> Person {
        let background = Background { woman: false, child: true, schooling: Schooling::None, sector: 0 };
        Person { named: times, ..Person::new(1, 0, Month::new(1980, 1), background) }
    }

    /// A village that is worth 4 and believes .3, with a doubt of 2; 6 for each season of one's own.
    #[test]
    fn own_experience_counts_beside_the_villages() {
        let belief = Belief { recalled: 0.3, recalled_weight: 4.0, ..Belief::default() };
        let believed = |times, ended| named(6.0, &belief, &worker(times), ended);
        assert!((believed(0, 0) - 0.3).abs() < 1e-6);
        assert!((believed(1, 1) - (1.8 + 6.0) / 12.0).abs() < 1e-6);
        assert!((believed(1, 2) - (1.8 + 6.0) / 18.0).abs() < 1e-6);
        assert!(believed(20, 20) > 0.9 && believed(0, 20) < 0.03);
        // Who does not count his own experience believes what the village does.
        assert!((named(0.0, &belief, &worker(5), 5) - 0.3).abs() < 1e-6);
    }

    #[test]
    fn setting_out_again_costs_ever_less() {
        assert_eq!([0, 1, 3].map(|seasons| setting_out(20.0, seasons)), [20.0, 10.0, 5.0]);
    }
}
