use super::cases;
use super::read;
use super::read_with;
use crate::model::Guard;
use crate::model::Possible;

fn template(conditions: &str, value: &str) -> String {
    format!(
        "
Parameters:
  Env: {{Type: String, Default: dev, AllowedValues: [dev, test, prod]}}
  Open: {{Type: String, Default: x}}
  Other: {{Type: String, Default: y}}
  Bare: {{Type: String}}
Mappings:
  M: {{dev: {{K: a}}, test: {{K: a}}, prod: {{K: b}}}}
Conditions:
{conditions}
Resources:
  R:
    Type: AWS::X::Y
    Properties:
      V: {value}
"
    )
}

#[test]
fn each_possible_way_is_a_case() {
    let prod =
        "  P: !Equals [!Ref Env, prod]\n  D: !Equals [dev, {Ref: Env}]\n  N: !Not [!Condition P]\n";
    let table: [(&str, &str, &[&str]); 12] = [
        (
            prod,
            "!If [P, a, b]",
            &["when P is true: a", "when P is false: b"],
        ),
        (
            prod,
            "!If [P, a, !Ref 'AWS::NoValue']",
            &["when P is true: a", "when P is false: -"],
        ),
        (
            prod,
            "!Join ['', [!If [P, p, '-'], !If [D, d, '-'], !If [N, n, '-']]]",
            &[
                "when P is true: p--",
                "when P is false and D is true: -dn",
                "when P is false and D is false: --n",
            ],
        ),
        (
            prod,
            "!Sub ['${a}${a}', {a: !If [P, 1, 2]}]",
            &["when P is true: 11", "when P is false: 22"],
        ),
        ("  C: !Equals [a, a]", "!If [C, yes, no]", &["yes"]),
        ("  C: !Equals [!Ref Env, staging]", "!If [C, a, b]", &["b"]),
        (
            "  C: {'Fn::And': [{Condition: E}, {'Fn::Or': [!Condition E, !Equals [x, y]]}]}\n  E: !Equals [!Ref Open, z]",
            "!If [C, !If [E, a, b], !If [E, c, d]]",
            &["when C is true: a", "when C is false: d"],
        ),
        (
            "  C: !Equals [!FindInMap [M, !Ref Env, K], a]\n  D: !Equals [!Ref Env, prod]",
            "!If [C, !If [D, x, a], b]",
            &["when C is true: a", "when C is false: b"],
        ),
        (
            "  C: !Equals [!Sub 'env-${Env}', env-prod]\n  D: !Equals [!Ref Env, prod]",
            "!If [C, !If [D, a, x], b]",
            &["when C is true: a", "when C is false: b"],
        ),
        (
            "  C: !Equals [!Join ['', [!Ref Open, !Ref Other]], '']\n  D: !Equals [!Ref Open, '']",
            "!If [C, !If [D, a, x], b]",
            &["when C is true: a", "when C is false: b"],
        ),
        (
            "  A: !Equals [!Ref Open, !Ref Other]\n  B: !Equals [!Ref Open, q]\n  C: !Equals [!Ref Other, q]",
            "!If [B, !If [C, !If [A, a, x], !If [A, x, d]], e]",
            &[
                "when B is true and C is true: a",
                "when B is true and C is false: d",
                "when B is false: e",
            ],
        ),
        (
            "  C: !Condition C",
            "!If [C, a, b]",
            &["when C is true: a", "when C is false: b"],
        ),
    ];
    for (conditions, value, expected) in table {
        let template = read(&template(conditions, value));
        let mut shown = cases(&template);
        // Conditions stand in the order of the section.
        shown.sort();
        let mut expected: Vec<&str> = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(shown, expected, "{conditions}\n{value}");
    }
}

#[test]
fn a_given_parameter_is_a_constant() {
    let text = template("  P: !Equals [!Ref Env, prod]", "!If [P, !Ref Env, b]");
    assert_eq!(cases(&read_with(&text, &[("Env", "prod")])), ["prod"]);
    assert_eq!(cases(&read_with(&text, &[("Env", "dev")])), ["b"]);
}

#[test]
fn worlds_know_what_is_possible_by_default() {
    let conditions = "  P: !Equals [!Ref Env, prod]\n  X: !Equals [!Ref Open, x]\n  B: !Equals [!Ref Bare, b]\n  \
                      U: !Equals [!Select [0, !Split ['-', !Ref Open]], u]\n  Q: !Or [!Condition P, !Condition X]";
    let template = read(&template(conditions, "v"));
    let worlds = &template.worlds;
    let index = |name: &str| {
        let position = worlds.conditions.iter().position(|(n, _)| &**n == name);
        position.expect("the condition is there")
    };
    let guard = |literals: &[(&str, bool)]| {
        literals
            .iter()
            .fold(Guard::always(), |guard, (name, value)| {
                guard.and(index(name), *value)
            })
    };
    let table: [(&[(&str, bool)], Possible); 10] = [
        (&[], Possible::ByDefault),
        (&[("P", false)], Possible::ByDefault),
        (&[("P", true)], Possible::Yes),
        (&[("P", true), ("P", false)], Possible::No),
        (&[("X", true), ("P", false)], Possible::ByDefault),
        (&[("X", false)], Possible::Yes),
        (&[("B", true)], Possible::ByDefault),
        (&[("U", true)], Possible::Unknown),
        (&[("Q", false), ("P", true)], Possible::No),
        (&[("Q", false), ("X", false)], Possible::Yes),
    ];
    for (literals, expected) in table {
        assert_eq!(
            worlds.possible(&guard(literals), &[]),
            expected,
            "{literals:?}"
        );
    }
    let (p, x) = (guard(&[("P", true)]), guard(&[("X", true)]));
    let q = guard(&[("Q", true)]);
    assert_eq!(worlds.possible(&q, &[p.clone(), x]), Possible::No);
    assert_eq!(
        worlds.possible(&q, std::slice::from_ref(&p)),
        Possible::ByDefault
    );
    let without = |given, guard| worlds.possible(given, std::slice::from_ref(guard));
    assert_eq!(without(&p, &q), Possible::No);
    assert_ne!(without(&q, &p), Possible::No);
    assert!(worlds.contradicts(&p, &guard(&[("P", false)])));
    assert_eq!(
        worlds.describe(&guard(&[("P", true), ("X", false)])),
        "when P is true and X is false"
    );
}

#[test]
fn beyond_sixteen_cases_values_are_unknown_and_told() {
    let names = ["C0", "C1", "C2", "C3", "C4", "C5"];
    let parameters = names
        .map(|n| format!("  P{n}: {{Type: String}}\n"))
        .concat();
    let conditions = names
        .map(|n| format!("  {n}: !Equals [!Ref P{n}, a]\n"))
        .concat();
    let values = names.map(|n| format!("!If [{n}, a, b]"));
    let text = format!(
        "Parameters:\n{parameters}Conditions:\n{conditions}Resources:\n  R:\n    Type: AWS::X::Y\n    Properties:\n      V: !Join ['', [{}]]\n",
        values.join(", ")
    );
    let template = read(&text);
    let cases = cases(&template);
    assert_eq!(cases.len(), 16);
    let unknown = |case: &&String| case.ends_with("?Condition");
    assert_eq!(cases.iter().filter(unknown).count(), 10, "{cases:?}");
    assert!(cases[0].ends_with(": aaaaaa"), "{cases:?}");
    assert_eq!(template.late_gaps().len(), 1);
}

#[test]
fn an_impossible_resource_has_one_case_under_its_guard() {
    let text = template("  C: !Equals [a, b]", "!If [C, v, w]")
        .replace("Type: AWS::X::Y", "Type: AWS::X::Y\n    Condition: C");
    let template = read(&text);
    let resource = template.resource("R").expect("R is there");
    let built = template.cases(resource, |scope| {
        let field = scope.properties(resource).and_then(|p| p.get("V"));
        field.and_then(|v| v.known())
    });
    let [(guard, value)] = built.as_slice() else {
        panic!("one case: {built:?}");
    };
    assert_eq!(value.as_deref(), Some("v"));
    assert_eq!(template.worlds.possible(guard, &[]), Possible::No);
}
