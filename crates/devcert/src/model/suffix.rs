//! Domains below which the public registers names.

use super::san::DnsName;

/// The top-level domains of the public DNS on 2026-10-22, sorted, in ASCII: the last labels of the ICANN
/// part of the Public Suffix List. A newer one that is missing here costs a warning and nothing else.
const TOP_LEVEL: &str = include_str!("top_level_domains.txt");

/// Labels below which most countries register names, as in `co.uk` and `com.au`.
const SECOND_LEVEL: [&str; 14] =
    ["ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "mil", "ne", "net", "or", "org", "sch"];

/// Whether others can register names below this domain: `app`, `co.uk`. A CA that may issue for such a
/// domain may issue for everybody's sites below it.
#[must_use]
pub fn is_public_suffix(domain: &str) -> bool {
    let Ok(domain) = DnsName::new(domain.trim_start_matches("*.").trim_start_matches('.')) else {
        return false;
    };
    match domain.as_str().split('.').collect::<Vec<_>>()[..] {
        [label] => is_top_level(label),
        [second, country] => country.len() == 2 && is_top_level(country) && SECOND_LEVEL.contains(&second),
        _ => false,
    }
}

fn is_top_level(label: &str) -> bool {
    TOP_LEVEL.lines().any(|known| known == label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_suffixes_are_told_from_names_of_ones_own() {
        for domain in ["app", "DEV", "zip", ".com", "*.io", "co.uk", "com.au", "онлайн"] {
            assert!(is_public_suffix(domain), "{domain}");
        }
        for domain in
            ["db", "redis", "my_service", "localhost", "test", "lan", "x.app", "co.test", "a.co.uk", ""]
        {
            assert!(!is_public_suffix(domain), "{domain}");
        }
    }

    #[test]
    fn the_list_is_sorted_and_in_ascii() {
        let lines: Vec<_> = TOP_LEVEL.lines().collect();
        assert!(lines.len() > 1400 && lines.is_sorted());
        assert!(lines.iter().all(|line| DnsName::new(line).is_ok_and(|name| name.as_str() == *line)));
    }
}
