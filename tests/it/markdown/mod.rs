//! Markdown as it is read on the screen, and what holds for every answer.

mod colors;
