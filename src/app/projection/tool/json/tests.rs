use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// Twigs as they would be read, one a line.
fn drawn(twigs: &[Twig]) -> Vec<String> {
    let line = |twig: &Twig| {
        let texts = twig.key.iter().map(|key| key.text.clone());
        let values: Vec<&str> = twig.values.iter().map(|leaf| leaf.text.as_str()).collect();
        let values = (!values.is_empty()).then(|| values.join(" · "));
        let texts: Vec<String> = texts.chain(values).collect();
        format!("{}{}", twig.lead, texts.join("  "))
    };
    twigs.iter().map(line).collect()
}

#[track_caller]
fn check_given(input: &str, expect: &[&str]) {
    assert_eq!(drawn(&given(input).unwrap_or_default()), expect, "{input}");
}

#[track_caller]
fn check_said(output: &Value, expect: &[&str]) {
    let twigs = said(&format!("{output:#}")).unwrap_or_default();
    assert_eq!(drawn(&twigs), expect, "{output}");
    let compact = said(&output.to_string()).unwrap_or_default();
    assert_eq!(drawn(&compact), drawn(&twigs));
}

#[test]
fn arguments_are_read_while_they_are_being_written() {
    check_given("", &[]);
    check_given("{}", &[]);
    check_given("{\"que", &[]);
    check_given("{\"query\": \"ORD-1", &["query  ORD-1"]);
    check_given("{\"query\": \"ORD-12\", \"li", &["query  ORD-12"]);
    check_given("{\"query\":\"a\",\"limit\":3}", &["query  a", "limit  3"]);
    check_given("{\"ids\":[1,2", &["ids  1"]);
    check_given("{\"where\":{\"cit", &["where"]);
    check_given("{\"where\":{}}", &["where  {}"]);
    check_given("{\"text\":\"one\\ntw", &["text  one", "  tw"]);
    assert_eq!(given("no JSON\nat all"), None);
}

#[test]
fn what_was_written_is_shown_and_not_what_a_parser_makes_of_it() {
    let output = r#"{"f":1.50,"big":12345678901234567890123,"dup":1,"dup":2,"e":1e5,"far":1E999,
        "list":[1.0,-0,"1.0"],"half":"a\ud83d","deep":[[[[[[1.50, 2]]]]],"x"]}"#;
    let expect = [
        "f  1.50",
        "big  12345678901234567890123",
        "dup  1",
        "dup  2",
        "e  1e5",
        "far  1E999",
        "list  1.0 · -0 · 1.0",
        "half  a\\ud83d",
        "deep",
        "• • • • [[1.50,2]]",
        "• x",
    ];
    assert_eq!(drawn(&said(output).unwrap()), expect);
    check_given(output, &expect);
    assert_eq!(
        words_said(r#"{"f":1.50,"dup":1,"dup":2}"#, "").unwrap(),
        "1.50  1  2"
    );
}

#[test]
fn a_name_without_letters_is_shown_as_json() {
    check_said(
        &json!({"a": "one\ntwo", "": "x", " ": {"": 1}}),
        &["a  one", "  two", "\"\"  x", "\" \"", "  \"\"  1"],
    );
}

#[test]
fn what_is_nested_stands_below_its_name() {
    check_said(
        &json!({"status": "sent", "to": {"name": "Ada", "city": {"zip": 7, "name": "Kassel"}}, "n": 1}),
        &[
            "status  sent",
            "to",
            "  name  Ada",
            "  city",
            "    zip  7",
            "    name  Kassel",
            "n  1",
        ],
    );
    check_said(
        &json!({"history": [{"day": "Monday", "event": "paid"}, {"day": "Tuesday", "at": {"x": 1}}]}),
        &[
            "history",
            "• day  Monday",
            "  event  paid",
            "• day  Tuesday",
            "  at",
            "    x  1",
        ],
    );
    check_said(
        &json!([{"a": 1}, {"a": 2, "b": []}]),
        &["• a  1", "• a  2", "  b  []"],
    );
    check_said(&json!([{"a": {"b": 1}}]), &["• a", "    b  1"]);
}

#[test]
fn an_array_of_short_values_is_one_line_and_any_other_one_line_an_item() {
    let long = "x".repeat(40);
    check_said(
        &json!({"tags": ["a", "b", 3, null, ""]}),
        &["tags  a · b · 3 · null · \"\""],
    );
    check_said(
        &json!({"tags": [long, "b", long]}),
        &["tags", &format!("• {long}"), "• b", &format!("• {long}")],
    );
    check_said(
        &json!(["one\ntwo", "three"]),
        &["• one", "  two", "• three"],
    );
    check_said(&json!([[1, 2], [3, [4]]]), &["• 1 · 2", "• • 3", "  • 4"]);
    check_said(&json!([]), &["[]"]);
    check_said(&json!({}), &[]);
}

#[test]
fn what_is_nested_too_deep_is_shown_as_json() {
    let value = json!({"a": {"b": {"c": {"d": {"e": {"f": [1, {"g": 2}]}}}}}});
    check_said(
        &value,
        &[
            "a",
            "  b",
            "    c",
            "      d",
            "        e  {\"f\":[1,{\"g\":2}]}",
        ],
    );
}

#[test]
fn only_an_object_or_an_array_of_a_readable_size_is_read() {
    for output in [
        "",
        "true",
        "12",
        "\"text\"",
        "{\"a\":",
        "[done]",
        "{} and more",
    ] {
        assert_eq!(said(output), None, "{output}");
        assert_eq!(words_said(output, ""), None, "{output}");
    }
    let long = json!(["x".repeat(INPUT_SHOWN)]).to_string();
    assert_eq!(said(&long).unwrap().len(), 1);
    assert!(said_first(&long).unwrap().1);
    assert!(words_said(&long, "").unwrap().starts_with("xxx"));
    assert_eq!(said_first(&long.replace('[', "[!")), None);
    let longer = json!(["x".repeat(OUTPUT_READ)]).to_string();
    assert_eq!((said(&longer), words_said(&longer, "")), (None, None));
}

#[test]
fn control_characters_are_made_visible() {
    check_given("{\"a\\n\":\"x\\u001b[2Jy\"}", &["a   x␛[2Jy"]);
    assert_eq!(words_given("{\"a\":\"x\\u001b[2Jy\"}"), "x␛[2Jy");
    assert_eq!(words_given("\u{1b}[2J"), "␛[2J");
}

#[test]
fn the_words_of_a_text_are_its_plain_values_however_deep() {
    let orders =
        json!({"orders": [{"id": "ORD-1", "items": ["lamp", "ink"], "paid": true}], "n": 1});
    assert_eq!(
        words_said(&orders.to_string(), "").unwrap(),
        "ORD-1  lamp  ink  true  1"
    );
    assert_eq!(words_said("{\"orders\": []}", "").unwrap(), "[]");
    assert_eq!(words_said("[]", "").unwrap(), "[]");
    assert_eq!(words_said("{}", "").unwrap(), "");
    assert_eq!(words_given("{\"ids\":[1,2"), "1");
    assert_eq!(words_given("{\"ids\":["), "");
    assert_eq!(words_given("{\"a\":\"one\\ntwo\",\"b\":\" \"}"), "one two");
    assert_eq!(
        words_said("{\"a\":[1,2,3],\"b\":4}", "").unwrap(),
        "1  2  3  4"
    );
    assert_eq!(
        words_said("{\"a\":[1,2,3,4,5],\"b\":6}", "").unwrap(),
        "1  2  3  …  6"
    );
    let many: serde_json::Map<String, Value> =
        (0..1_000).map(|n| (n.to_string(), json!("word"))).collect();
    let many = words_said(&Value::from(many).to_string(), "").unwrap();
    assert!(columns(&many) <= WORDS_COLUMNS, "{many}");
    let nested = words_said(&format!("{}{}", "[".repeat(9), "]".repeat(9)), "").unwrap();
    assert_eq!(nested, "[[[[]]]]");
}

#[test]
fn words_that_were_given_are_not_said_again() {
    let said = r#"{"orders":[{"id":"ORD-1","status":"sent","again":"ORD-1"}]}"#;
    let given = r#"{"query":"ORD-1"}"#;
    assert_eq!(words_said(said, given).unwrap(), "sent  ORD-1");
    assert_eq!(words_said(r#"{"id":"ORD-1"}"#, given).unwrap(), "ORD-1");
    assert_eq!(words_said(said, "no JSON").unwrap(), "ORD-1  sent  ORD-1");
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        "[a-c 漢\n\t\u{1b}\"]{0,12}".prop_map(Value::from),
        "[a-c]{30,50}".prop_map(Value::from),
        any::<i16>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(8, 60, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec(("[a-z\n]{0,3}", inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// All texts and numbers in a value.
fn texts(words: &mut Vec<String>, value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| texts(words, item)),
        Value::Object(members) => members.values().for_each(|member| texts(words, member)),
        Value::String(text) => words.push(text.clone()),
        other => words.push(other.to_string()),
    }
}

proptest! {
    #[test]
    fn what_is_still_being_written_changes_in_its_last_line_only(value in value(), cut in any::<usize>()) {
        let value = json!({ "value": value });
        let whole = value.to_string();
        let mut cut = cut % whole.len();
        while !whole.is_char_boundary(cut) {
            cut += 1;
        }
        let begun = whole.get(..cut).unwrap();
        let (before, after) = (given(begun).unwrap_or_default(), given(&whole).unwrap_or_default());
        prop_assert!(before.len() <= after.len());
        let n_done = before.len().saturating_sub(1);
        prop_assert_eq!(&before[..n_done], &after[..n_done]);
        prop_assert!(columns(&words_given(begun)) <= WORDS_COLUMNS);
    }

    #[test]
    fn every_plain_value_is_shown_and_nothing_that_a_terminal_obeys(value in value()) {
        let text = json!({ "value": value }).to_string();
        let shown = drawn(&said(&text).unwrap());
        prop_assert!(!shown.iter().any(|line| line.contains(char::is_control)));
        prop_assert!(shown.len() <= text.len());
        let all = shown.concat();
        let mut words = Vec::new();
        texts(&mut words, &value);
        for word in words.iter().filter(|word| word.bytes().all(|b| b.is_ascii_alphanumeric())) {
            prop_assert!(all.contains(word.as_str()), "{word}");
        }
    }
}
