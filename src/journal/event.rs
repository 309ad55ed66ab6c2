//! What happened to whom, in the model's words. Events live for one month, in the buffer of their district; observables
//! are folded from them.

use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($name:ident $doc:literal;)*) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum What { $(#[doc = $doc] $name,)* }
        /// Every kind of event, with its meaning.
        pub const KINDS: &[(What, &str, &str)] = &[$((What::$name, stringify!($name), $doc)),*];
    };
}

events! {
    CameOfAge "A resident reached 15.";
    Retired "A resident reached 65 and is counted with the household from now on.";
    DiedHome "Death at home.";
    Applied "An application to a programme.";
    Ineligible "An application refused by the rules.";
    NotSelected "An application for which there was no place.";
    Selected "An applicant chosen.";
    GuarantorRefused "A guarantor refused.";
    GuarantorExhausted "A guarantor had no capacity left.";
    GuarantorAccepted "A guarantor accepted.";
    BondNotFunded "A chosen applicant could not fund the bond or the journey.";
    Desisted "A chosen applicant withdrew.";
    RecalledHome "A worker was asked back by name and accepted.";
    VisaAsked "An application for a visa or permit.";
    VisaRefused "A visa or permit refused.";
    Departed "Somebody set out.";
    RouteTried "Somebody set out on the route without papers.";
    GainRealised "Somebody who wanted to go overseas arrived; the value is the gain expected, millionths of \
        consumption.";
    PlaceTaken "A worker left under contract.";
    Intercepted "A passage was intercepted.";
    DiedRoute "Death on the way.";
    Arrived "Somebody arrived; the spell begins.";
    Renewed "A permit was renewed.";
    Lapsed "The authorised end passed and the person stayed.";
    Absconded "A worker left the contract before its end.";
    Dismissed "A worker was dismissed.";
    ChangedEmployer "A worker changed employer.";
    Extended "A contract was lengthened.";
    Termed "An authorised end came.";
    ExitedAfterEnd "A spell whose authorised end had passed came to an end.";
    Removed "Removal home.";
    RemovedTransit "Removal to a transit country.";
    Regularised "Papers after a time without.";
    Visited "A visit home.";
    MovedOn "A move to another destination.";
    Returned "Home again, by own will.";
    HomeFromSpell "A spell ended at home, by will or force; told with the way of departure.";
    DiedAbroad "Death abroad.";
    BondPosted "A bond was posted.";
    BondRefunded "A bond was given back.";
    BondUnpaid "A bond due was not given back.";
    BondForfeited "A bond was lost.";
    GuarantorCalled "A guarantor's bond was called.";
    GuarantorSettled "A guarantor recovered from the family what could be recovered.";
    TargetReached "A saver reached the target.";
    Defaulted "A returner defaulted on a debt.";
    TurnedBack "A journey by the route ended at home again.";
    SetOutAgain "Somebody who had been away or turned back set out abroad again; the way is 1 if the last journey \
        ended by force, the months count from its end.";
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
    /// An amount in cents or in millionths, by kind.
    pub value: i32,
    /// Months since the spell began, or since the authorised end, by kind.
    pub months: u16,
    /// What happened.
    pub what: What,
    /// Place: 0 home, 1 + k destination k.
    pub place: u8,
    /// Way or status, by kind.
    pub way: u8,
    /// Wealth quintile of the household, 0 poorest.
    pub quintile: u8,
}
