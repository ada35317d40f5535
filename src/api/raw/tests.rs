use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn object(text: &str) -> RawObject {
    RawObject::from_json(&RawJson::parse(text).unwrap()).unwrap()
}

#[test]
fn text_survives_to_the_byte() {
    let text = r#"{"b": 1.50e+0, "a":"\u00e9\/ \n", "big":123456789012345678901234567890}"#;
    assert_eq!(RawJson::parse(text).unwrap().get(), text);
}

#[test]
fn line_breaks_between_tokens_go_and_strings_stay() {
    let text = "{\r\n  \"a b\": [1,\n 2],\t\"q\\\" \\\\\": \"x  y\"\n}";
    assert_eq!(
        RawJson::parse(text).unwrap().get(),
        r#"{"a b":[1,2],"q\" \\":"x  y"}"#
    );
}

#[test]
fn what_is_no_single_value_is_refused() {
    for text in ["", "{", "1 2", "{\"a\":}", "\"\n\""] {
        assert_eq!(RawJson::parse(text), None, "{text:?}");
    }
}

#[test]
fn raw_json_nests_in_derived_structs_and_reads_from_trees() {
    #[derive(Serialize, Deserialize)]
    struct Outer {
        inner: Option<RawJson>,
        list: Vec<RawJson>,
    }
    let text = r#"{"inner":{"z":1,"a": 2},"list":[1.0,"x"]}"#;
    let outer: Outer = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&outer).unwrap(), text);
    let value: Value = serde_json::from_str(text).unwrap();
    let outer: Outer = serde_json::from_value(value).unwrap();
    assert_eq!(outer.list.len(), 2);
}

#[test]
fn an_object_keeps_order_duplicates_and_the_spelling_of_names() {
    let text = r#"{"b":1,"a":2.0,"t\u0065xt":"x","b":3}"#;
    let object = object(text);
    assert_eq!(object.to_json().get(), text);
    assert_eq!(object.read::<String>("text").as_deref(), Some("x"));
    assert_eq!(object.read::<u8>("b"), Some(3));
    assert_eq!(object.get("c"), None);
}

#[test]
fn setting_a_member_replaces_in_place_or_appends() {
    let mut object = object(r#"{"a":1,"b":2}"#);
    object.set("a", RawJson::of("new"));
    object.set("c \"", RawJson::null());
    assert_eq!(object.to_json().get(), r#"{"a":"new","b":2,"c \"":null}"#);
}

#[test]
fn only_objects_open() {
    for text in ["1", "[]", "null", "\"{}\""] {
        assert_eq!(RawObject::from_json(&RawJson::parse(text).unwrap()), None);
    }
    assert_eq!(RawJson::empty_object().get(), "{}");
}

#[test]
fn deep_nesting_is_kept_without_recursion() {
    let text = "[".repeat(50_000) + &"]".repeat(50_000);
    let raw = RawJson::parse(&text).unwrap();
    assert_eq!(raw.get(), text);
    assert_eq!(raw.to_value(), Value::Null);
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_value_comes_back_equal_and_on_one_line(value in any_value()) {
        let compact = value.to_string();
        let pretty = serde_json::to_string_pretty(&value).unwrap();
        let raw = RawJson::parse(&compact).unwrap();
        prop_assert_eq!(raw.get(), &compact);
        let raw = RawJson::parse(&pretty).unwrap();
        prop_assert!(!raw.get().contains(['\n', '\r']));
        prop_assert_eq!(raw.to_value(), value);
    }

    #[test]
    fn opening_and_closing_an_object_changes_no_member(value in any_value()) {
        let raw = RawJson::of(&value);
        if let Some(object) = RawObject::from_json(&raw) {
            prop_assert_eq!(object.to_json(), raw);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]{}\":,a0\\\\\n\r ]{0,40}") {
        if let Some(raw) = RawJson::parse(&text) {
            prop_assert!(!raw.get().contains(['\n', '\r']));
        }
    }
}
