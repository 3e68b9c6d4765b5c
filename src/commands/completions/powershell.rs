//! Values of options for PowerShell: the script of `clap_complete` completes options and commands only.

use std::fmt::Write as _;

use clap::{Arg, Command};

/// Where the script of `clap_complete` starts to look for completions.
const START: &str = "    param($wordToComplete, $commandAst, $cursorPosition)\n";

/// Completes a value in front of everything else. `$values` has the values of `COMMAND OPTION`, and those of
/// the operands of `COMMAND`, where the command's words are separated by `;`.
const BEFORE: &str = r"
    $words = @($commandAst.CommandElements | ForEach-Object { $_.Extent.Text })
    $count = $words.Count
    if (($wordToComplete -ne '') -and ($words[$count - 1] -eq $wordToComplete)) {
        $count = $count - 1
    }
    $path = 'devcert'
    for ($i = 1; $i -lt $count; $i++) {
        $longer = $path + ';' + $words[$i]
        if ($commands -contains $longer) {
            $path = $longer
        }
    }
    $option = $words[$count - 1]
    $typed = $wordToComplete
    $equals = $wordToComplete.IndexOf('=')
    if ($wordToComplete.StartsWith('--') -and ($equals -gt 0)) {
        $option = $wordToComplete.Substring(0, $equals)
        $typed = $wordToComplete.Substring($equals + 1)
    }
    $start = $wordToComplete.Substring(0, $wordToComplete.Length - $typed.Length)
    $offered = $values[$path + ' ' + $option]
    if (($null -eq $offered) -and (-not $wordToComplete.StartsWith('-'))) {
        $offered = $values[$path]
    }
    if ($null -ne $offered) {
        $offered | Where-Object { $_ -like ($typed + '*') } | ForEach-Object {
            [CompletionResult]::new($start + $_, $_, [CompletionResultType]::ParameterValue, $_)
        }
        return
    }
";

/// The script, with the values of options and operands.
pub(super) fn with_values(script: &str, mut definition: Command) -> String {
    definition.build();
    let (mut commands, mut values) = (String::new(), String::new());
    add(&definition, "devcert", &mut commands, &mut values);
    let tables = format!("\n    $commands = @(\n{commands}    )\n    $values = @{{\n{values}    }}");
    let script = script.replacen(START, &format!("{START}{tables}{BEFORE}"), 1);
    // The same in a form that every parser of PowerShell reads.
    script.replace(
        "$completions.Where{ $_.CompletionText -like \"$wordToComplete*\" } |",
        "$completions | Where-Object { $_.CompletionText -like \"$wordToComplete*\" } |",
    )
}

/// Adds the commands below one, and the values of its options and operands.
fn add(command: &Command, path: &str, commands: &mut String, values: &mut String) {
    for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
        let offered = listed(argument);
        if offered.is_empty() {
            continue;
        }
        for name in names(argument) {
            let _ = writeln!(values, "        '{path}{name}' = @({offered})");
        }
    }
    for below in command.get_subcommands() {
        for name in below.get_name_and_visible_aliases() {
            let path = format!("{path};{name}");
            let _ = writeln!(commands, "        '{path}'");
            add(below, &path, commands, values);
        }
    }
}

/// How an option is typed, each with a space in front; an operand is typed as nothing.
fn names(argument: &Arg) -> Vec<String> {
    if argument.is_positional() {
        return vec![String::new()];
    }
    let long = argument.get_long_and_visible_aliases().unwrap_or_default();
    let short = argument.get_short_and_visible_aliases().unwrap_or_default();
    let long = long.into_iter().map(|name| format!(" --{name}"));
    long.chain(short.into_iter().map(|letter| format!(" -{letter}"))).collect()
}

/// The values of an argument as the elements of an array.
fn listed(argument: &Arg) -> String {
    let takes_values = argument.get_action().takes_values();
    let possible =
        argument.get_possible_values().into_iter().filter(|value| takes_values && !value.is_hide_set());
    possible.map(|value| format!("'{}'", value.get_name())).collect::<Vec<_>>().join(", ")
}
