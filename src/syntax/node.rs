use std::sync::Arc;

use crate::source::Span;

/// Index of a node in its [`Tree`].
pub type NodeId = usize;

/// A parsed document. Aliases are shared node ids, so the tree is a directed acyclic graph; its expanded size is bounded by the parser.
#[derive(Clone, Debug)]
pub struct Tree {
    /// All nodes.
    pub nodes: Vec<Node>,
    /// The document's root.
    pub root: NodeId,
    /// Comments, in order (YAML only).
    pub comments: Vec<Comment>,
    /// Keys written twice in one map: key, first span, later span. All entries stay in the map.
    pub duplicates: Vec<(Arc<str>, Span, Span)>,
    /// Where a second YAML document starts, which is not read: a template is one document.
    pub further_document: Option<Span>,
}

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value's bytes: quotes included, tag and anchor not; a block scalar's content from its first line's content to its last
    /// character (one of blanks alone: the empty span after its header); a collection from its first to its last child, their tags
    /// included (flow: with brackets); an empty value is the empty span after the colon.
    pub span: Span,
    /// Short-form tag without `!` (`Ref`, `GetAtt`), with its own span.
    pub tag: Option<(Arc<str>, Span)>,
    /// What it is.
    pub kind: Kind,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Text as CloudFormation sees it: `0123`, `Yes`, `2010-09-09` stay what is written.
    Scalar {
        /// Unescaped, unfolded text.
        text: Arc<str>,
        /// How it is written.
        style: Style,
        /// From positions in `text` to the file, where they differ from `span.start + position`.
        map: Option<Arc<OffsetMap>>,
    },
    /// A list.
    Sequence(Vec<NodeId>),
    /// A map, merge keys (`<<`) already merged, in source order.
    Mapping(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// A scalar node.
    pub key: NodeId,
    /// Any node.
    pub value: NodeId,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Bare. `null`, `~` and nothing are null only in this style.
    Plain,
    /// In single or double quotes (JSON strings, too).
    Quoted,
    /// `|` or `>`.
    Block,
    /// A JSON number, `true`, `false` or `null`.
    Json,
}

/// A comment with its span (from `#` to the line's end).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its place.
    pub span: Span,
    /// Text after `#`, trimmed.
    pub text: Arc<str>,
    /// Whether anything else stands before it on its line.
    pub trailing: bool,
}

/// Maps positions in a scalar's text to positions in its file: pieces that run in step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    /// `(position in the text, position in the file)`, both ascending; between two entries both advance alike, except that a file
    /// position never passes the next entry's.
    pub pieces: Vec<(u32, u32)>,
}

impl OffsetMap {
    /// The file position of a text position.
    pub fn file_offset(&self, position: usize) -> usize {
        let at = self
            .pieces
            .partition_point(|&(text, _)| text as usize <= position);
        let Some(&(text, file)) = at.checked_sub(1).and_then(|i| self.pieces.get(i)) else {
            return self
                .pieces
                .first()
                .map_or(position, |&(_, file)| file as usize);
        };
        let offset = file as usize + position - text as usize;
        self.pieces
            .get(at)
            .map_or(offset, |&(_, next)| offset.min(next as usize))
    }
}

impl Node {
    /// The text of a scalar.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Where the bytes `part` of a scalar's text stand in the file: the whole value where nothing closer is known, and
    /// without the line end where the part ends with one.
    pub fn part(&self, part: std::ops::Range<usize>) -> Span {
        let Kind::Scalar { text, map, .. } = &self.kind else {
            return self.span;
        };
        let Some(meant) = text.get(part.clone()) else {
            return self.span;
        };
        let end = part.start + meant.trim_end_matches('\n').len();
        let file = |position| match map {
            Some(map) => map.file_offset(position),
            None => self.span.range().start + position,
        };
        Span::new(self.span.source, file(part.start), file(end))
    }
}

impl Tree {
    /// The root node.
    pub fn root(&self) -> &Node {
        &self.nodes[self.root]
    }

    /// The value of a key in a map (the last one, where it is written twice).
    pub fn get(&self, map: NodeId, key: &str) -> Option<NodeId> {
        match &self.nodes[map].kind {
            Kind::Mapping(entries) => entries
                .iter()
                .rev()
                .find(|e| self.nodes[e.key].as_str() == Some(key))
                .map(|e| e.value),
            _ => None,
        }
    }
}
