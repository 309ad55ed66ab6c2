//! From the list of mechanisms to what derives from it: the parameters of scenario files, the acts of the month, what
//! can be switched off, the purposes of draws.

use crate::base::draws::Purpose;
use crate::engine::{Backdrop, Scene};
use crate::world::{District, World};

/// How a mechanism acts in the month; `Own` are the parameters that mechanisms have for themselves.
#[derive(Clone, Copy, Debug)]
pub enum Act<Own> {
    /// District by district, in parallel.
    Local(fn(&mut District, &Scene<'_>, &Own)),
    /// For the whole world, one after the other.
    Shared(fn(&mut World, &Backdrop<'_>, &Own)),
    /// Not by itself: others use it.
    Helps,
}

/// A mechanism of the list.
#[derive(Clone, Copy, Debug)]
pub struct Mechanism<Own, InForce> {
    /// Its name: that of its file.
    pub name: &'static str,
    /// How it acts.
    pub act: Act<Own>,
    /// Sets the neutral values with which it does nothing, where it can be switched off: no code runs differently.
    pub switch_off: Option<fn(&mut InForce)>,
    /// Purposes of its draws.
    pub purposes: &'static [(&'static str, Purpose)],
}

macro_rules! act {
    (local $name:ident) => {
        Act::Local(|d, scene, _| $name::local(d, scene))
    };
    (local $name:ident $own:ident) => {
        Act::Local(|d, scene, own| $name::local(d, scene, &own.$name))
    };
    (shared $name:ident) => {
        Act::Shared(|world, backdrop, _| $name::shared(world, backdrop))
    };
    (shared $name:ident $own:ident) => {
        Act::Shared(|world, backdrop, own| $name::shared(world, backdrop, &own.$name))
    };
    (helps $name:ident) => {
        Act::Helps
    };
}

macro_rules! neutral {
    ($name:ident) => {
        None
    };
    ($name:ident own) => {
        Some(|in_force| in_force.own.$name.switch_off())
    };
    ($name:ident rules) => {
        Some(|in_force| $name::switch_off(&mut in_force.rules))
    };
}

macro_rules! mechanisms {
    ($($act:ident $name:ident $(($own:ident))? $(, off $whose:ident $missing:literal)?;)*) => {
        crate::sections! {
            /// Parameters that one mechanism has for itself, under its name.
            pub struct Own {
                $($(
                    /// Read by the mechanism of this name alone.
                    $name: $name::$own,
                )?)*
            }
        }

        /// Every mechanism, those that act in the order of the month.
        pub const LIST: &[Mechanism<Own, InForce>] = &[$(Mechanism {
            name: stringify!($name),
            act: act!($act $name $($own)?),
            switch_off: neutral!($name $($whose)?),
            purposes: $name::PURPOSES,
        }),*];

        /// Mechanisms that a scenario can switch off, with what is then missing.
        pub const MECHANISMS: &[(&str, &str)] = &[$($((stringify!($name), $missing),)?)*];
    };
}
