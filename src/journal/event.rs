//! What happened to whom, in the model's words. Events live for one month, in the buffer of their district; observables
//! are folded from them.

use super::words::{AssetKind, Backer, Call, Cause, Ending, Place, Status, Way};
use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($name:ident $(($($word:ty),+))? $doc:literal;)*) => {
        /// What happened, with what else must be known of it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum What { $(#[doc = $doc] $name $(($($word),+))?,)* }
        /// Kind of what happened, for counting.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Kind { $(#[doc = $doc] $name,)* }
        impl What {
            /// Its kind.
            #[inline]
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $(Self::$name { .. } => Kind::$name,)* }
            }
        }
        /// Every kind of event, with its name and meaning.
        pub const KINDS: &[(Kind, &str, &str)] = &[$((Kind::$name, stringify!($name), $doc)),*];
    };
}

events! {
    CameOfAge "A resident reached 15.";
    Retired "A resident reached 65 and is counted with the household from now on.";
    DiedHome "Death at home.";
    Applied(Call) "An application to a programme.";
    Ineligible(Call) "An application of somebody whom the rules do not let in any more when a place is there.";
    NotSelected(Call) "An application for which there was no place as long as it was valid.";
    FileClosed(Call) "An application closed without an answer: the programme is, or the applicant has left otherwise.";
    Selected(Call) "An applicant chosen.";
    GuarantorRefused(Backer) "A guarantor refused.";
    GuarantorExhausted(Backer) "A guarantor had no capacity left.";
    GuarantorAccepted(Backer) "A guarantor accepted.";
    PremiumQuoted(Backer) "A guarantor who accepted asks for a premium.";
    PremiumNotPayable(Backer) "A guarantor would accept, and his premium could not be paid.";
    BondNotFunded(Call) "A chosen applicant could not fund the bond or the journey.";
    Desisted(Call) "A chosen applicant withdrew.";
    Named "An employer named a worker who came home in time, to come again.";
    NotNamed "An employer did not name a worker who came home in time.";
    SameEmployer "A worker asked back left for the employer who asked.";
    RecalledHome "A worker was asked back by name and accepted.";
    VisaAsked "An application for a visa or permit.";
    VisaRefused "A visa or permit refused.";
    Departed(Way) "Somebody set out.";
    RouteTried "Somebody set out on the route without papers.";
    PlaceTaken(Call) "A worker left under contract.";
    Intercepted "A passage was intercepted.";
    DiedRoute "Death on the way.";
    Arrived(Way) "Somebody arrived; the spell begins.";
    Renewed(Status) "A permit was renewed.";
    Settled "A permit was renewed for good.";
    Lapsed(Status) "The authorised end passed and the person stayed.";
    Absconded "A worker left the contract before its end.";
    Dismissed "A worker was dismissed.";
    ChangedEmployer "A worker changed employer.";
    Extended "A contract was lengthened.";
    Termed(Status) "An authorised end came.";
    ExitedAfterEnd(Cause, Status) "A spell whose authorised end had passed came to an end.";
    Removed(Status) "Removal home.";
    RemovedTransit "Removal to a transit country.";
    Regularised(Status) "Papers after a time without.";
    Visited(Status) "A visit home.";
    MovedOn(Status) "A move to another destination.";
    Returned(Status) "Home again, by own will.";
    HomeFromSpell(Way) "A spell ended at home, by will or force; recorded with the way of departure.";
    DiedAbroad(Status) "Death abroad.";
    BondPosted(Backer) "A bond, or a part of one, was posted.";
    BondRefunded "A bond was given back.";
    BondUnpaid "A bond due was not given back.";
    BondForfeited "A bond was lost.";
    GuarantorCalled(Backer) "A guarantor's bond was called.";
    GuarantorSettled(Backer) "A guarantor recovered from the family what could be recovered.";
    TargetReached(Status) "A saver reached the target.";
    Defaulted "A returner defaulted on a debt.";
    TurnedBack "A journey by the route ended at home again.";
    SetOutAgain(Ending) "Somebody who had been away or turned back set out abroad again; recorded with how the last \
        journey ended, the months count from its end.";
    AssetBought(AssetKind) "Somebody who came home bought an asset; the value is what it brings in a month.";
    AssetFailed(AssetKind) "An asset failed; recorded with its buyer and age, the value is what it brought in a month.";
    Hired "Somebody got a job by an asset of another household; recorded with the buyer.";
    LaidOff "A job ended with the asset that gave it; recorded with the buyer and its months.";
    ProjectFounded "An asset became a project by a subsidy, which is the value.";
    TradeFounded "A project founded is in commerce or transport.";
    ClientCame "Somebody refused or expelled came to the agency for a placement at home.";
    ClientGone "A client left or waited no longer; the months are those of waiting.";
    Placed "A client was placed in a job at home; the months are those of waiting, the value is the cost.";
    JobDisplaced "A client was placed in a job that somebody else would have had.";
    PostEnded "The job of somebody placed ended; the months are those in it.";
    VillageIrrigated "A village was irrigated; its number stands for the person, the value is its households.";
    DroughtStruck "A region lost a part of its harvest; the number of the region stands for the person.";
    EmployerClosed "An employer of a programme closed; another took its place.";
    Suspended "The host state suspended a programme.";
    Resumed "The host state resumed a programme.";
}

/// Number of kinds.
pub const KIND_COUNT: usize = KINDS.len();

/// One event, 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Person, by position in the district.
    pub person: u32,
    /// An amount in cents, or a mark, by kind.
    pub value: i32,
    /// Months since the spell began, or since the authorised end, by kind.
    pub months: u16,
    /// What happened.
    pub what: What,
    /// Where.
    pub place: Place,
    /// Wealth quintile of the household, 0 poorest.
    pub quintile: u8,
}

const _: () = assert!(size_of::<Event>() == 16);
