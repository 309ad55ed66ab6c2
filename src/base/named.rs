//! Tables under names that a scenario chooses.

use super::hidden::{is_hidden, visible};
use super::node::Value;
use super::param::{Section, Shape};
use super::reader::Reader;

/// Most tables under names that the scenario chooses.
const MOST_NAMED: usize = 64;

/// Tables under names that the scenario chooses, in the order written.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Named<S> {
    /// Names and values.
    pub list: Vec<(String, S)>,
}

impl<S> Named<S> {
    /// Position of a name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.list.iter().position(|(n, _)| n == name)
    }
}

impl<S: Section> Section for Named<S> {
    fn shape() -> Shape {
        let each = S::shape();
        let doc = match &each {
            Shape::Table { doc, .. } | Shape::OneOf { doc, .. } | Shape::Named { doc, .. } => doc,
            Shape::Leaf(spec) => spec.doc,
        };
        Shape::Named { doc, each: Box::new(each) }
    }

    fn read(at: &mut Reader<'_>) -> Self {
        let Some(node) = at.node() else { return Self { list: Vec::new() } };
        if !matches!(node.value, Value::Table(_)) {
            at.check_keys(&[]);
        }
        if let Some(further) = node.entries().get(MOST_NAMED) {
            let message = format!("`{}` has {} tables", at.path(), node.entries().len());
            at.out().error(Some(further.at), message, format!("at most {MOST_NAMED} are read"));
        }
        let entries = node.entries().iter().take(MOST_NAMED);
        for entry in entries.clone().filter(|e| e.key.trim().is_empty() || e.key.chars().any(is_hidden)) {
            let message = format!("`{}` cannot be a name in `{}`", visible(&entry.key), at.path());
            at.out().error(Some(entry.at), message, "wanted a name without control characters".to_owned());
        }
        let names: Vec<String> = entries.map(|e| e.key.clone()).collect();
        Self {
            list: names
                .into_iter()
                .map(|name| {
                    let value = at.child(&name, S::read);
                    (name, value)
                })
                .collect(),
        }
    }
}
