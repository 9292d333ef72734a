//! Attacks on the monitor itself: memory stays within its budgets, nothing stalls, and what was given up is told.

use zander_tests::attacks::{ALL, Attack, run};

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");

/// An attack and its figures; what is wrong with them.
fn check(attack: &Attack, times: u64, budgets: &[&str], limit: u64) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let report = run(ZANDER, attack, times, budgets, folder.path()).expect("it runs");
    println!(
        "{:<38} {times:>8}: {:>6.1} s, {:>5} MB at most, {} weirds; {}",
        attack.name,
        report.seconds,
        report.memory,
        report.weirds,
        report.told.last().map_or("nothing given up", |l| l.split('\t').nth(2).unwrap_or(l)),
    );
    let mut wrong = Vec::new();
    if report.status != Some(0) {
        wrong.push(format!("{}: status {:?}: {}", attack.name, report.status, report.stderr));
    }
    if report.memory > limit {
        wrong.push(format!("{}: {} MB, at most {limit} allowed", attack.name, report.memory));
    }
    let told = report.told.iter().any(|l| l.contains(attack.shed));
    if !attack.shed.is_empty() && !told {
        wrong.push(format!("{}: no word of {:?}: {:?}", attack.name, attack.shed, report.told));
    }
    wrong
}

#[test]
fn small_attacks_with_small_budgets() {
    let wrong: Vec<String> = ALL.iter().flat_map(|a| check(a, a.few, a.budgets, a.memory[0])).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "takes minutes; make attacks runs it"]
fn large_attacks_with_the_default_budgets() {
    let wrong: Vec<String> = ALL.iter().flat_map(|a| check(a, a.many, &[], a.memory[1])).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
