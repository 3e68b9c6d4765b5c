//! A command's options, defined when that command is the one asked for.

use std::ffi::OsString;
use std::ops::Deref;

use clap::{ArgMatches, Args, Command, CommandFactory, Error, FromArgMatches};

use super::{Cli, GlobalArgs};

/// Reads a command line. What an error says may be less than there is to say, as the definition that is
/// read by is no larger than it has to be.
pub(super) fn parse(line: &[OsString]) -> Result<Cli, Error> {
    let all = Cli::<false>::command();
    let asked = line.get(1).and_then(|word| all.find_subcommand(word)).cloned();
    let definition = match asked {
        // With the others beside it each of them would be given the options that all have.
        Some(command) => GlobalArgs::augment_args(Command::new("devcert")).subcommand(command),
        None => all,
    };
    Cli::from_arg_matches(&definition.try_get_matches_from(line)?)
}

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
