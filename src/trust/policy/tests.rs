use super::*;
use crate::trust::testing::{World, ca};
use crate::trust::verbs::{Mode, install, uninstall};

const POLICIES: &str = "etc/firefox/policies/policies.json";

fn json(world: &World) -> Value {
    serde_json::from_str(&world.text(POLICIES)).unwrap_or_default()
}

#[test]
fn the_policies_of_others_stay_as_they_are() {
    let world = World::new();
    let before =
        json!({"policies": {"DisableTelemetry": true, "Certificates": {"Install": ["/x/other.pem"]}}});
    world.write(POLICIES, before.to_string());
    let (policy, anchor) = (Policy::of(&world.machine), ca("x").anchor());
    install(&policy, &anchor, &world.machine, Mode::Do).unwrap();
    let file = policy.certificate(&anchor);
    let list = json!(["/x/other.pem", file.display().to_string()]);
    assert_eq!(json(&world)["policies"]["Certificates"]["Install"], list);
    assert!(policy.has_ours());
    uninstall(&policy, &anchor, &world.machine, Mode::Do).unwrap();
    assert_eq!(json(&world), before);
    assert!(!policy.has_ours());
    assert_eq!(world.files().len(), 1, "{:?}", world.files());
}

#[test]
fn a_file_of_ours_alone_goes_when_its_last_certificate_does() {
    let world = World::new();
    let policy = Policy::of(&world.machine);
    let (one, other) = (ca("x").anchor(), ca("x").anchor());
    for anchor in [&one, &other] {
        install(&policy, anchor, &world.machine, Mode::Do).unwrap();
    }
    uninstall(&policy, &one, &world.machine, Mode::Do).unwrap();
    assert!(matches!(policy.state(&other), Ok(State::Trusted(_))));
    uninstall(&policy, &other, &world.machine, Mode::Do).unwrap();
    assert_eq!(world.files(), Vec::<PathBuf>::new());
}

#[test]
fn invalid_policies_file_is_reported_and_kept() {
    for (text, failure) in [
        ("{ broken", "is not JSON"),
        ("[]", "policies.Certificates.Install is not a list"),
        (r#"{"policies": {"Certificates": {"Install": "x"}}}"#, "is not a list"),
    ] {
        let world = World::new();
        world.write(POLICIES, text);
        let policy = Policy::of(&world.machine);
        let error = install(&policy, &ca("x").anchor(), &world.machine, Mode::Do).unwrap_err().to_string();
        assert!(error.contains(failure), "{error}");
        assert_eq!(world.text(POLICIES), text);
    }
}
