//! What the commands of LaTeX stand for: one character or name each, and how it is set.

/// How a sign is set among its neighbors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A letter, a digit, a symbol: no space around it.
    Plain,
    /// A function's name: space before what it is applied to.
    Name,
    /// A sum, an integral and the like.
    Large,
    /// An operator between two operands.
    Binary,
    /// A relation or an arrow.
    Relation,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// Space after it.
    Comma,
}

/// What the command `name` stands for by itself.
pub fn symbol(name: &str) -> Option<(Class, &'static str)> {
    let tables = [
        (Class::Plain, PLAIN),
        (Class::Relation, RELATIONS),
        (Class::Binary, BINARIES),
        (Class::Large, LARGE),
        (Class::Open, OPENING),
        (Class::Close, CLOSING),
        (Class::Comma, COMMAS),
    ];
    let found = tables.iter().find_map(|(class, table)| {
        let entry = table.iter().find(|(command, _)| *command == name)?;
        Some((*class, entry.1))
    });
    found.or_else(|| {
        let entry = NAMES.iter().find(|command| **command == name)?;
        Some((Class::Name, *entry))
    })
}

/// How a character that stands for itself is set, and what is shown for it.
pub fn character(c: char) -> (Class, String) {
    let shown = match c {
        '-' => '−',
        '*' => '∗',
        '\'' => '′',
        c => c,
    };
    let is_in = |table: &[(&str, &str)]| {
        let mut buf = [0; 4];
        let shown: &str = shown.encode_utf8(&mut buf);
        table.iter().any(|(_, sign)| *sign == shown)
    };
    let class = match c {
        '=' | '<' | '>' => Class::Relation,
        '+' | '-' | '*' => Class::Binary,
        '(' | '[' => Class::Open,
        ')' | ']' => Class::Close,
        ',' | ';' | ':' => Class::Comma,
        c if c.is_ascii() => Class::Plain,
        _ if is_in(RELATIONS) => Class::Relation,
        _ if is_in(BINARIES) => Class::Binary,
        _ if is_in(LARGE) => Class::Large,
        _ => Class::Plain,
    };
    (class, shown.to_string())
}

/// How many columns of space the command `name` asks for.
pub fn space(name: &str) -> Option<usize> {
    match name {
        "," | ":" | ";" | ">" | " " | "\n" | "thinspace" | "enspace" | "medspace" | "space"
        | "nobreakspace" => Some(1),
        "quad" => Some(2),
        "qquad" => Some(4),
        "!" | "displaystyle" | "textstyle" | "scriptstyle" | "nonumber" | "notag"
        | "negthinspace" | "mathstrut" | "strut" | "allowbreak" => Some(0),
        _ => None,
    }
}

/// What the delimiter `name` of `\left`, `\right` and `\big` is; the command's name or the
/// character. A dot is no delimiter at all.
pub fn delimiter(name: &str) -> Option<&'static str> {
    let tables = [OPENING, CLOSING, DELIMITERS];
    let mut entries = tables.iter().flat_map(|table| table.iter());
    entries
        .find(|(command, _)| *command == name)
        .map(|(_, sign)| *sign)
}

const DELIMITERS: &[(&str, &str)] = &[
    (".", ""),
    ("(", "("),
    (")", ")"),
    ("[", "["),
    ("]", "]"),
    ("<", "⟨"),
    (">", "⟩"),
    ("/", "/"),
    ("|", "|"),
    ("Vert", "‖"),
    ("vert", "|"),
    ("backslash", "\\"),
    ("uparrow", "↑"),
    ("downarrow", "↓"),
];

const OPENING: &[(&str, &str)] = &[
    ("{", "{"),
    ("lbrace", "{"),
    ("lbrack", "["),
    ("langle", "⟨"),
    ("lceil", "⌈"),
    ("lfloor", "⌊"),
    ("lvert", "|"),
    ("lVert", "‖"),
    ("lparen", "("),
];

const CLOSING: &[(&str, &str)] = &[
    ("}", "}"),
    ("rbrace", "}"),
    ("rbrack", "]"),
    ("rangle", "⟩"),
    ("rceil", "⌉"),
    ("rfloor", "⌋"),
    ("rvert", "|"),
    ("rVert", "‖"),
    ("rparen", ")"),
];

const COMMAS: &[(&str, &str)] = &[("colon", ":")];

const LARGE: &[(&str, &str)] = &[
    ("sum", "∑"),
    ("prod", "∏"),
    ("coprod", "∐"),
    ("int", "∫"),
    ("iint", "∬"),
    ("iiint", "∭"),
    ("oint", "∮"),
    ("bigcup", "⋃"),
    ("bigcap", "⋂"),
    ("bigvee", "⋁"),
    ("bigwedge", "⋀"),
    ("bigoplus", "⨁"),
    ("bigotimes", "⨂"),
    ("bigodot", "⨀"),
    ("bigsqcup", "⨆"),
];

const NAMES: &[&str] = &[
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh",
    "coth", "log", "ln", "lg", "exp", "lim", "limsup", "liminf", "max", "min", "sup", "inf", "det",
    "dim", "ker", "deg", "gcd", "lcm", "arg", "hom", "Pr", "argmax", "argmin", "mod", "tr",
];

const BINARIES: &[(&str, &str)] = &[
    ("pm", "±"),
    ("mp", "∓"),
    ("times", "×"),
    ("div", "÷"),
    ("cdot", "·"),
    ("ast", "∗"),
    ("star", "⋆"),
    ("circ", "∘"),
    ("bullet", "•"),
    ("cup", "∪"),
    ("cap", "∩"),
    ("setminus", "∖"),
    ("smallsetminus", "∖"),
    ("wedge", "∧"),
    ("land", "∧"),
    ("vee", "∨"),
    ("lor", "∨"),
    ("oplus", "⊕"),
    ("ominus", "⊖"),
    ("otimes", "⊗"),
    ("oslash", "⊘"),
    ("odot", "⊙"),
    ("sqcup", "⊔"),
    ("sqcap", "⊓"),
    ("uplus", "⊎"),
    ("triangle", "△"),
    ("bmod", "mod"),
    ("amalg", "⨿"),
];

const RELATIONS: &[(&str, &str)] = &[
    ("le", "≤"),
    ("leq", "≤"),
    ("leqslant", "≤"),
    ("ge", "≥"),
    ("geq", "≥"),
    ("geqslant", "≥"),
    ("lt", "<"),
    ("gt", ">"),
    ("ne", "≠"),
    ("neq", "≠"),
    ("ll", "≪"),
    ("gg", "≫"),
    ("approx", "≈"),
    ("approxeq", "≊"),
    ("equiv", "≡"),
    ("sim", "∼"),
    ("simeq", "≃"),
    ("cong", "≅"),
    ("propto", "∝"),
    ("doteq", "≐"),
    ("triangleq", "≜"),
    ("coloneqq", "≔"),
    ("in", "∈"),
    ("notin", "∉"),
    ("ni", "∋"),
    ("subset", "⊂"),
    ("subseteq", "⊆"),
    ("subsetneq", "⊊"),
    ("nsubseteq", "⊈"),
    ("supset", "⊃"),
    ("supseteq", "⊇"),
    ("supsetneq", "⊋"),
    ("sqsubseteq", "⊑"),
    ("prec", "≺"),
    ("preceq", "⪯"),
    ("succ", "≻"),
    ("succeq", "⪰"),
    ("mid", "|"),
    ("nmid", "∤"),
    ("parallel", "∥"),
    ("perp", "⊥"),
    ("vdash", "⊢"),
    ("dashv", "⊣"),
    ("models", "⊨"),
    ("vDash", "⊨"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("longrightarrow", "⟶"),
    ("leftarrow", "←"),
    ("gets", "←"),
    ("longleftarrow", "⟵"),
    ("leftrightarrow", "↔"),
    ("longleftrightarrow", "⟷"),
    ("Rightarrow", "⇒"),
    ("Longrightarrow", "⟹"),
    ("implies", "⟹"),
    ("Leftarrow", "⇐"),
    ("impliedby", "⟸"),
    ("Leftrightarrow", "⇔"),
    ("Longleftrightarrow", "⟺"),
    ("iff", "⟺"),
    ("mapsto", "↦"),
    ("longmapsto", "⟼"),
    ("hookrightarrow", "↪"),
    ("hookleftarrow", "↩"),
    ("twoheadrightarrow", "↠"),
    ("rightharpoonup", "⇀"),
    ("rightleftharpoons", "⇌"),
    ("leadsto", "⇝"),
    ("uparrow", "↑"),
    ("downarrow", "↓"),
    ("updownarrow", "↕"),
    ("Uparrow", "⇑"),
    ("Downarrow", "⇓"),
    ("nearrow", "↗"),
    ("searrow", "↘"),
    ("therefore", "∴"),
    ("because", "∵"),
    ("lesssim", "≲"),
    ("gtrsim", "≳"),
];

const PLAIN: &[(&str, &str)] = &[
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ϵ"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("vartheta", "ϑ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("omicron", "ο"),
    ("pi", "π"),
    ("varpi", "ϖ"),
    ("rho", "ρ"),
    ("varrho", "ϱ"),
    ("sigma", "σ"),
    ("varsigma", "ς"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "ϕ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Upsilon", "Υ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("infty", "∞"),
    ("partial", "∂"),
    ("nabla", "∇"),
    ("forall", "∀"),
    ("exists", "∃"),
    ("nexists", "∄"),
    ("neg", "¬"),
    ("lnot", "¬"),
    ("emptyset", "∅"),
    ("varnothing", "∅"),
    ("aleph", "ℵ"),
    ("hbar", "ℏ"),
    ("ell", "ℓ"),
    ("Re", "ℜ"),
    ("Im", "ℑ"),
    ("wp", "℘"),
    ("imath", "ı"),
    ("jmath", "ȷ"),
    ("angle", "∠"),
    ("top", "⊤"),
    ("bot", "⊥"),
    ("degree", "°"),
    ("prime", "′"),
    ("dagger", "†"),
    ("ddagger", "‡"),
    ("dots", "…"),
    ("ldots", "…"),
    ("cdots", "⋯"),
    ("dotsb", "⋯"),
    ("dotsc", "…"),
    ("vdots", "⋮"),
    ("ddots", "⋱"),
    ("square", "□"),
    ("Box", "□"),
    ("blacksquare", "■"),
    ("qed", "∎"),
    ("checkmark", "✓"),
    ("lvert", "|"),
    ("vert", "|"),
    ("Vert", "‖"),
    ("|", "‖"),
    ("backslash", "\\"),
    ("surd", "√"),
    ("S", "§"),
    ("pounds", "£"),
    ("%", "%"),
    ("$", "$"),
    ("#", "#"),
    ("&", "&"),
    ("_", "_"),
    ("lbrace", "{"),
];
