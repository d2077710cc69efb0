//! YAML through `granit-parser`, which is named in this folder only.

mod error;

use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::Event;
use granit_parser::Options;
use granit_parser::Parser;
use granit_parser::ScalarStyle;
use granit_parser::StructureStyle;
use granit_parser::Tag;

use crate::error::InputError;
use crate::source::SourceId;
use crate::source::Span;
use crate::syntax::block;
use crate::syntax::block::Block;
use crate::syntax::build::Builder;
use crate::syntax::build::MAX_DEPTH;
use crate::syntax::node::Comment;
use crate::syntax::node::Kind;
use crate::syntax::node::Node;
use crate::syntax::node::NodeId;
use crate::syntax::node::Style;
use crate::syntax::node::Tree;
use crate::syntax::offsets;
use crate::syntax::offsets::Writing;

/// Parse the first document of a YAML text.
pub(super) fn parse(source: SourceId, text: &str) -> Result<Tree, InputError> {
    let mut reader = Reader {
        source,
        text,
        builder: Builder::new(text.len()),
        anchors: HashMap::new(),
        block: Vec::new(),
        comments: Vec::new(),
        documents: 0,
    };
    for next in Parser::new_from_str_with_options(text, options()) {
        let (event, place) = next.map_err(|error| error::input_error(source, text, &error))?;
        reader.event(event, place)?;
        if reader.documents > 1 {
            break;
        }
    }
    reader.finish()
}

/// How many comment lines may stand in a row between two keys or items; the parser takes long over more.
const MAX_COMMENT_LINES: usize = 20_000;

/// Wider than the parser's defaults where a template may need it; nesting is bounded by the builder as well.
fn options() -> Options {
    granit_parser::options! {
        block_scalar_eof_without_line_feed: true,
        max_buffered_comment_events: MAX_COMMENT_LINES,
        simple_key_max_lookahead: 1 << 14,
        flow_nesting_limit: MAX_DEPTH + 1,
        block_nesting_limit: MAX_DEPTH + 1,
    }
}

struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    builder: Builder,
    anchors: HashMap<usize, NodeId>,
    /// For each open collection, whether it is in block style.
    block: Vec<bool>,
    comments: Vec<Comment>,
    documents: usize,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, place: granit_parser::Span) -> Result<(), InputError> {
        let span = self.span(place);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.builder.tree_mut().further_document = Some(span);
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(&text, style, place, tag.as_deref());
                let id = self.builder.scalar(node)?;
                self.anchor(anchor, id);
            }
            Event::Alias(anchor) => {
                if let Some(&target) = self.anchors.get(&anchor) {
                    self.builder.alias(target, span)?;
                }
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.open(false, style, anchor, tag.as_deref(), place)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                self.open(true, style, anchor, tag.as_deref(), place)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let block = self.block.pop().unwrap_or(true);
                self.builder.close((!block).then_some(span))?;
            }
            Event::Comment(text, _) => self.comments.push(Comment {
                span,
                text: text.trim().into(),
                trailing: !self.starts_line(span),
            }),
            _ => {}
        }
        Ok(())
    }

    fn open(
        &mut self,
        mapping: bool,
        style: StructureStyle,
        anchor: usize,
        tag: Option<&Tag>,
        place: granit_parser::Span,
    ) -> Result<(), InputError> {
        self.block.push(style == StructureStyle::Block);
        let id = self
            .builder
            .open(mapping, self.span(place), self.tag(tag, place))?;
        self.anchor(anchor, id);
        Ok(())
    }

    fn anchor(&mut self, anchor: usize, node: NodeId) {
        if anchor != 0 {
            self.anchors.insert(anchor, node);
        }
    }

    fn scalar(
        &self,
        text: &str,
        style: ScalarStyle,
        place: granit_parser::Span,
        tag: Option<&Tag>,
    ) -> Node {
        let mut span = self.span(place);
        let tag = self.tag(tag, place);
        let range = span.range();
        let (style, text, map) = match style {
            ScalarStyle::Plain if range.is_empty() => {
                // The parser puts a missing value before the colon of its key.
                if self.builder.expects_value_of_key() && self.text[range.start..].starts_with(':')
                {
                    span = Span::new(self.source, range.start + 1, range.start + 1);
                }
                (Style::Plain, "", None)
            }
            ScalarStyle::Plain if text == &self.text[range.clone()] => (Style::Plain, text, None),
            ScalarStyle::Plain => {
                let map = offsets::of_flow_scalar(self.text, range, Writing::Plain, text);
                (Style::Plain, text, Some(map))
            }
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let writing = if style == ScalarStyle::SingleQuoted {
                    Writing::Single
                } else {
                    Writing::Double
                };
                let content = range.start + 1..range.end - 1;
                let map = offsets::of_flow_scalar(self.text, content, writing, text);
                (Style::Quoted, text, Some(map))
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let block = Block {
                    start: range.start,
                    end: range.end,
                    indent: place.start.col(),
                    folded: style == ScalarStyle::Folded,
                };
                let (map, written) = block::offsets(self.text, block, text);
                span = Span::new(self.source, written.start, written.end);
                (Style::Block, text, Some(map))
            }
        };
        let map = map.map(Arc::new);
        let text = text.into();
        Node {
            span,
            tag,
            kind: Kind::Scalar { text, style, map },
        }
    }

    /// The short form of a tag, or the whole of one that has none (`tag:yaml.org,2002:binary`). YAML's own types (`!!str`)
    /// and `!` alone say nothing that CloudFormation heeds.
    fn tag(&self, tag: Option<&Tag>, place: granit_parser::Span) -> Option<(Arc<str>, Span)> {
        let tag = tag.filter(|tag| !tag.is_yaml_core_schema())?;
        let span = self.span(place.tag_span()?);
        let name = tag.to_string();
        let name = name.strip_prefix('!').unwrap_or(&name);
        (!name.is_empty()).then(|| (name.into(), span))
    }

    fn finish(mut self) -> Result<Tree, InputError> {
        self.comments.sort_by_key(|comment| comment.span);
        self.builder.tree_mut().comments = self.comments;
        let end = Span::new(self.source, self.text.len(), self.text.len());
        self.builder.finish(Node {
            span: end,
            tag: None,
            kind: Kind::Scalar {
                text: "".into(),
                style: Style::Plain,
                map: None,
            },
        })
    }

    fn starts_line(&self, span: Span) -> bool {
        let before = &self.text[..span.range().start];
        let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        before[line..]
            .trim_start_matches('\u{feff}')
            .trim()
            .is_empty()
    }

    fn span(&self, place: granit_parser::Span) -> Span {
        let range = place.byte_range().unwrap_or(0..0);
        Span::new(self.source, range.start, range.end)
    }
}
