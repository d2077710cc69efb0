//! Reading input files, bounded and as UTF-8.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::InputError;
use crate::syntax;
use crate::syntax::MAX_BYTES;

/// Most bytes of a file that are read.
const MOST_BYTES: u64 = MAX_BYTES as u64;

/// The text of a file.
pub(super) fn text(path: &Path) -> Result<String, InputError> {
    let name = path.display();
    let failed =
        |error: std::io::Error| InputError::plain(format!("{name} cannot be read: {error}"));
    let file = File::open(path).map_err(failed)?;
    let bytes = bytes(file).map_err(failed)?;
    utf8(bytes, &name.to_string())
}

/// All bytes of a stream, one more than [`MOST_BYTES`] at most.
pub(super) fn bytes(stream: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of bytes that were read from `name`.
pub(super) fn utf8(bytes: Vec<u8>, name: &str) -> Result<String, InputError> {
    if bytes.len() as u64 > MOST_BYTES {
        let most = MOST_BYTES / 1024 / 1024;
        return Err(
            InputError::plain(format!("{name} is larger than {most} MiB"))
                .help("Name a smaller file: CloudFormation takes templates up to 1 MB"),
        );
    }
    syntax::decode(bytes).map_err(|error| InputError {
        message: error.message.replacen("the file", name, 1),
        ..error
    })
}
