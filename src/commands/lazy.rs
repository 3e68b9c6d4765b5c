//! A command's options, defined when that command is the one asked for.

use std::ops::Deref;

use clap::{ArgMatches, Args, Command, Error, FromArgMatches};

/// The options of one command.
///
/// Of twenty commands with hundreds of options a run needs one, and to define them all takes as long
/// as to make a key on P-256. So they are defined once their command has been read off the command
/// line, unless `ALL` are wanted from the start, as for help.
#[derive(Debug)]
pub struct Options<A, const ALL: bool>(Box<A>);

impl<A, const ALL: bool> Deref for Options<A, ALL> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.0
    }
}

impl<A: Args, const ALL: bool> Args for Options<A, ALL> {
    fn augment_args(command: Command) -> Command {
        if ALL { A::augment_args(command) } else { command.defer(A::augment_args) }
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<A: FromArgMatches, const ALL: bool> FromArgMatches for Options<A, ALL> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        A::from_arg_matches(matches).map(|args| Self(Box::new(args)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}
