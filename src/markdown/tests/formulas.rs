//! Formulas, whole and arriving, and what only looks like one.

use super::*;

#[test]
fn formulas_read_as_they_are_meant_or_stand_as_they_were_written() {
    check("$a$ and \\(b^2\\).", &["a and b²."]);
    check(
        "where\n$$\na = b\n$$\nholds",
        &["where", "  a = b", "holds"],
    );
    check(
        "- x\n  \\[\n  a\\\\\n  b\n  \\]\n",
        &["• x", "    a", "    b"],
    );
    check("> \\[\n> a < b\n> \\]", &["│   a < b"]);
    check("a $$x^2$$ b", &["a x² b"]);
    check("$\\foo_1$ \\(\\foo\\)", &["$\\foo_1$ \\(\\foo\\)"]);
    check("$$\n\\foo\nb\n$$", &["  $$", "  \\foo", "  b", "  $$"]);
    check(
        "\\(x * y\\) and *z* and \\(p * q\\)",
        &["x ∗ y and z and p ∗ q"],
    );
    check("\\(a*b\\) *c*", &["a ∗ b c"]);
    check("**for \\(x^2\\)**, *\\(x^2\\)*", &["for x², x²"]);
    check("\\[sic\\] and \\(a", &["[sic] and (a"]);
    check("so \\[ x^2 \\] or \\[y^2\\]", &["so x² or y²"]);
    check("so \\[\nx_1\n\\], said", &["so x₁, said"]);
    check("so \\[ \\foo{a} \\]", &["so \\[ \\foo{a} \\]"]);
    check(
        "\\[x\\] \\[ \\] \\[see below\\] \\[ see below \\] \\[1\\]",
        &["[x] [ ] [see below] [ see below ] [1]"],
    );
    check("`\\(a\\)` `$a$`", &["\\(a\\) $a$"]);
    check("| $x^2$ |\n|-|\n| $$y^2$$ |", &["= x²", "- y²"]);
    check_spans("# $x^2$", &[("x²", Scope::Math)]);
}

#[test]
fn money_stays_text() {
    for text in [
        "costs $5 and $10",
        "costs $5, and then ($10)",
        "from $5-$10 on",
        "set $HOME and ($PATH)",
    ] {
        check(text, &[text]);
        check_open(&format!("{text} or so"), &[&format!("{text} or so")]);
        check_open(&format!("{text}\n"), &[text]);
    }
    check(
        "The **Basic** plan is **$5** and the **Pro** plan is **$10** per month.",
        &["The Basic plan is $5 and the Pro plan is $10 per month."],
    );
    check("**$10** or **$12**, *from* $3", &["$10 or $12, from $3"]);
    check(
        "costs $5. Set `PRICE=$AMOUNT` first",
        &["costs $5. Set PRICE=$AMOUNT first"],
    );
    check(
        "$5 (*not* $6) and `a$b` then `c$d`",
        &["$5 (not $6) and a$b then c$d"],
    );
    check("| **$5** – **$7** |\n|-|", &["= $5 – $7"]);
    check("US$5$ and \\$x$", &["US$5$ and $x$"]);
}

#[test]
fn a_formula_may_begin_what_is_emphasized() {
    for (text, expect) in [
        ("- **$O(n)$**: fast", "• O(n): fast"),
        ("- **\\(x_1\\)**: fast", "• x₁: fast"),
        ("- *$z$*, so", "• z, so"),
        ("- ~~$q$~~ it", "• q it"),
    ] {
        check(text, &[expect]);
        for end in 1..text.len() {
            let mut stream = MarkdownStream::default();
            let arrived = text.get(..end).unwrap();
            stream.push(arrived);
            stream.refresh();
            let open = shown(stream.lines()).concat();
            assert!(!open.contains(['*', '~']), "{open:?} of {arrived:?}");
        }
    }
}

#[test]
fn a_formula_among_words_appears_whole() {
    check_open("- \\[\n", &["• "]);
    for open in ["$", "$x", "$x^{2", "$x + y", "\\(", "\\(x", "\\(a \\"] {
        check_open(&format!("ab {open}"), &["ab"]);
    }
    // A digit behind it would make a price of it.
    check_open("ab $x^2$", &["ab"]);
    check_open("ab $x^2$,", &["ab x²,"]);
    check_open("ab $x^2$\n", &["ab x²"]);
    check_open("ab $5 for two", &["ab $5 for two"]);
    check_open("ab \\(x^2\\) c", &["ab x² c"]);
    for open in [
        "\\[", "\\[ ", "\\[ x", "\\[ x +", "\\[ x \\", "\\[x^2", "\\[x",
    ] {
        check_open(&format!("ab {open}"), &["ab"]);
    }
    check_open("ab \\[ x^2 \\]", &["ab x²"]);
    check_open("ab \\[sic\\]", &["ab [sic]"]);
    check_open("ab \\[see b", &["ab [see b"]);
    check_open("ab \\[ see below ", &["ab [ see below"]);
}

#[test]
fn of_a_long_formula_what_is_one_by_itself_is_shown() {
    let start = "ab \\(\\frac{a}{b} + \\sum_{i=1}^{n} x_i \\cdot y_i";
    check_open(start, &["ab a/b + ∑ᵢ₌₁ⁿ xᵢ ·"]);
    check_open(
        &format!("{start} = \\left( c"),
        &["ab a/b + ∑ᵢ₌₁ⁿ xᵢ · yᵢ ="],
    );
    for opener in ["\\(", "$", "$$"] {
        let raw = format!("ab {opener}{}", ["\\foo{a_1}"; 5].join(" "));
        check_open(&format!("{raw}  \\foo"), &[&raw]);
    }
    // However long it becomes, and whatever is open in it.
    for n in [5, 20, 45] {
        let sum = "x_{1} + y^{2} + ".repeat(n);
        let pretty = "x₁ + y² + ".repeat(n);
        for (more, end) in [("z", ""), ("\\left( ", "("), ("\\sqrt{ ", "√")] {
            let words = "b+c+".repeat(if more.len() > 1 { 30 } else { 0 });
            for opener in ["$", "\\("] {
                let stream = open(&format!("ab {opener}{sum}{more}{words} x"));
                let shown = shown(stream.lines()).concat();
                let begins = format!("ab {}", format!("{pretty}{end}").trim_end());
                assert!(shown.starts_with(&begins), "{shown} {begins}");
                assert!(!shown.contains(['{', '}', '\\']), "{shown}");
                assert_eq!(shown.matches('b').count(), 1 + words.matches('b').count());
            }
        }
    }
    // Two dollars with half a pair of braces between them are no formula: the other is supplied.
    for (opener, shown) in [("ab $", "ab "), ("ab $$", "ab "), ("$$ ", "  ")] {
        let sum = "x_{1} + y^{2} + ".repeat(4);
        let pretty = "x₁ + y² + ".repeat(4);
        let open = format!("{opener}{sum}\\text{{if so");
        check_open(&open, &[&format!("{shown}{}", pretty.trim_end())]);
        let raw = format!("{opener}\\foo{{a_1}} + {sum}");
        let rest = "\\foo{a b c";
        let lead = if opener.starts_with('$') { "  " } else { "" };
        let end = if lead.is_empty() { "\\foo{a b" } else { "" };
        let shown = format!("{lead}{raw}{end}");
        check_open(&format!("{raw}{rest}"), &[shown.trim_end()]);
    }
    check_open("$$\na_{1}\n\\frac{b\n", &["  a₁"]);
    let prose = "ab \\(an aside in brackets that has a backslash before it";
    check_open(prose, &[&prose.replace('\\', "")]);
    check_open(
        "\\[ \\frac{a}{b} + \\sum_{i=1}^{n} x_i \\cdot y_i + \\fra",
        &["  a/b + ∑ᵢ₌₁ⁿ xᵢ · yᵢ +"],
    );
}

#[test]
fn a_formula_in_lines_of_its_own_appears_line_by_line() {
    check_open("ab\n\n$$", &["ab"]);
    check_open("ab\n\n$$\n\\fra", &["ab"]);
    let open = "ab\n\n$$\n\\begin{aligned}\na &= b \\\\\n";
    check_open(&format!("{open}c &="), &["ab", "", "  a = b"]);
    check_open(
        &format!("{open}c &= d\n\\end{{aligned}}\n"),
        &["ab", "", "  a = b", "  c = d"],
    );
    check_open("\\[\na\n=", &["  a"]);
    check_open("ab\n\n$$\na\n", &["ab", "", "  a"]);
    check_open("> \\[\n> a\n", &["│   a"]);
}
