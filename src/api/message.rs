//! A *message* is what the API counts as one: a role and its content blocks.
//!
//! How entries of a conversation become messages, and whether they may be sent, is decided there.

use serde::Serialize;

use super::content::ContentBlock;

/// Who speaks, for the API. Never a style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The person, and the results of tools.
    User,
    /// The model.
    Assistant,
}

/// One API message. Serializes as it is sent, blocks byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "named by the API")]
pub struct Message {
    pub role: Role,
    pub content: Vec<ContentBlock>,
}
