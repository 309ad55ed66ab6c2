//! Employers of a programme: how many there are, how they differ, what they ask of workers and give them. Who they are
//! stands in the state of the world; what distinguishes them is drawn by key (`engine::firm`).

crate::params! {
    /// Those who take workers under contract in a destination with a programme.
    pub struct Employers {
        /// Employers in a destination, at every size of the sample.
        number: Count = 200 in 1..=5000, Assumed "some thousands of farms take 12,000 Moroccan women a year; a quota \
            of 6,000 is thirty workers each";
        /// Kinds of farm work, each with its peak at another time of the year.
        sectors: Count = 4 in 1..=12, Assumed "berries, vegetables, stone fruit, citrus and olives";
        /// Spread of the size of employers (standard deviation of the logarithm).
        size_spread: Number = 0.8 in 0..=3, Assumed "many small farms and a few large ones";
        /// Vacancies that employers would open for each place of the quota in a usual month.
        demand: Number = 1.3 in 0..=100, Assumed "employers ask for more than states agree on";
        /// How far an employer's demand swings through the year, part of its mean.
        swing: Share = 0.6 in 0..=1, Assumed "farm work; no figure found";
        /// Spread of wages between employers (standard deviation of the logarithm).
        wage_spread: Number = 0.06 in 0..=2, Assumed "wages follow an agreement; skill and sector differ a little";
        /// Part of the hours promised that is not given, in the mean over employers; most give nearly all, a few far \
        /// fewer.
        shortfall: Share = 0.04 in 0..=0.9, Assumed "idle days are the usual complaint of seasonal workers; no figure \
            found";
        /// Share of employers that leave their part of the journey to the worker.
        transport_unpaid: Share = 0.1 in 0..=1, Assumed "no figure found";
        /// Share of employers that use a worker ill who may not leave them.
        abusive: Share = 0.1 in 0..=1, Assumed "no figure found";
        /// What a month under such an employer costs a worker tied to him.
        abuse: LogPoints = 0.3 in 0..=10, Assumed "a quarter of what one consumes; no figure found";
        /// Fit of worker and job from which on nobody is dismissed for it, in the mean over employers.
        fit_asked: Share = 0.9 in 0..=1, Assumed "no figure found";
        /// Spread of that fit between employers.
        fit_spread: Share = 0.1 in 0..=1, Assumed "no figure found";
        /// Yearly chance that an employer closes; another takes its place.
        closing_year: Share = 0.05 in 0..=1, Assumed "a usual rate of exit of small firms";
        /// Chance that a newcomer is vouched for by a worker of the village whom an employer has named.
        referral: Share = 0.9 in 0..=1, Assumed "employers ask the workers whom they know for others; no figure found";
        /// What it costs a worker to leave in the lurch a villager who has vouched for him, or those who come on his
        /// own word.
        referral_tie: UtilMonths = 26 in 0..=1000, Assumed "calibrated on five programmes (docs/calibration.md)";
        /// Cost of finding a newcomer from afar in place of a known worker.
        search_cost_eur: Eur = 150 in 0..=20000, Assumed "with the numbers below, seven in ten of those who came home \
            are named again after a first season";
        /// What long experience adds to a worker's product.
        product_gain: Share = 0.08 in 0..=5, Recalled "returning workers of New Zealand's scheme are more productive \
            (Gibson and McKenzie 2014); the size is assumed";
        /// Seasons in which most of that comes.
        product_pace: Number = 2 in 0..=100, Assumed "no figure found";
        /// What an employer loses in later places by a worker who does not come home.
        default_loss_eur: Eur = 1000 in 0..=100000, Assumed "no figure found";
        /// Workers of its own for which an employer's first opinion of newcomers counts.
        seen_weight: Persons = 30 in 1..=1000000, Assumed "a year's workers of a usual employer";
        /// Spread of employers' attachment to the workers whom they know (standard deviation).
        loyalty_eur: Eur = 150 in 0..=20000, Assumed "no figure found";
        /// Scale of the reasons that an employer has besides when naming and lengthening (logit).
        reasons_eur: Eur = 300 in 0..=20000, Assumed "no figure found";
        /// Bond of the employer, lost with each worker who does not come home or leaves before the end.
        bond_eur: Eur = 0 in 0..=100000, Assumed "none; Singapore asks 5,000 dollars for each worker";
        /// Yearly cost of the money that an employer's bond binds.
        bond_interest: PerYear = 0.06 in 0..=2, Assumed "a bank guarantee";
    }
}
