use super::*;

/// Runs a demo tool on paused time; returns the outcome, the content and the lines said meanwhile.
async fn run(name: &str, input: &str) -> (Outcome, String, String) {
    let mut said = String::new();
    let input = RawJson::parse(input).unwrap();
    let (outcome, content) = Toolbox::demo()
        .run(name, &input, |text| said.push_str(&text))
        .await;
    (outcome, content, said)
}

#[tokio::test(start_paused = true)]
async fn an_order_is_found_by_its_number_in_any_spelling() {
    for query in ["ORD-12345", "#ord-12345", "KEYBOARD"] {
        let input = format!("{{\"query\": \"{query}\"}}");
        let (outcome, content, said) = run("search_orders", &input).await;
        assert_eq!(outcome, Outcome::Done);
        assert!(content.contains("\"order_id\": \"ORD-12345\""), "{content}");
        assert!(said.ends_with("1 found\n"), "{said}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_search_without_a_match_is_done_and_empty() {
    let (outcome, content, _) = run("search_orders", "{\"query\": \"elephant\"}").await;
    assert_eq!(outcome, Outcome::Done);
    assert!(content.contains("\"orders\": []"), "{content}");
}

#[tokio::test(start_paused = true)]
async fn a_parcel_is_found_by_the_number_of_its_order() {
    let (outcome, content, said) = run("get_shipping_status", "{\"order_id\":\"ORD-12345\"}").await;
    assert_eq!(outcome, Outcome::Done);
    assert!(content.contains("\"status\": \"in transit\""), "{content}");
    assert_eq!(said.lines().count(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_tool_and_a_bad_input_fail_in_words() {
    let (outcome, content, _) = run("format_disk", "{}").await;
    assert_eq!(outcome, Outcome::Failed);
    assert_eq!(
        content,
        "There is no tool called \"format_disk\"; there are: search_orders, get_shipping_status."
    );
    for input in ["{}", "[]", "{\"query\":7}", "{\"query\":\" \"}", "null"] {
        let (outcome, content, _) = run("search_orders", input).await;
        assert_eq!(outcome, Outcome::Failed, "{input}");
        assert!(content.contains("\"query\""), "{content}");
    }
}

#[tokio::test]
async fn an_empty_toolbox_knows_nothing() {
    let toolbox = Toolbox::empty();
    assert_eq!(toolbox.specs(), []);
    let (outcome, content) = toolbox.run("x", &RawJson::of(&()), |_| {}).await;
    assert_eq!(outcome, Outcome::Failed);
    assert!(content.contains("no tools"), "{content}");
}

#[tokio::test(start_paused = true)]
async fn both_tools_run_at_the_same_time() {
    let start = tokio::time::Instant::now();
    tokio::join!(
        run("search_orders", "{\"query\":\"ORD-12345\"}"),
        run("get_shipping_status", "{\"order_id\":\"ORD-12345\"}"),
    );
    assert_eq!(start.elapsed().as_millis(), 800);
}

#[test]
fn the_names_and_schemas_are_what_the_api_accepts() {
    for spec in Toolbox::demo().specs() {
        assert!(
            spec.name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b == b'_')
        );
        assert!(!spec.description.is_empty());
        let schema = spec.input_schema.to_value();
        assert_eq!(schema["type"], "object");
        assert!(
            schema["properties"]
                .get(schema["required"][0].as_str().unwrap())
                .is_some()
        );
    }
}

#[test]
fn output_is_cut_between_characters_and_says_so() {
    assert_eq!(shorten("short".to_owned(), 5), "short");
    assert_eq!(
        shorten("漢字漢字".to_owned(), 7),
        "漢字\n[cut: 7 of 12 bytes]"
    );
}
