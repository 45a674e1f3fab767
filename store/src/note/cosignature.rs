//! What a witness signs: that at some time this was the largest tree of that log which it had seen
//! and found consistent. Whether it was is for the witness to find out before.

use super::checkpoint::Checkpoint;
use super::error::NoteError;
use super::key::{KeyKind, SignerKey, VerifierKey};
use super::signature::Signature;
use super::text::NUMBER_MAX;

/// Cosigns the text of a checkpoint, as seen at that time.
///
/// # Errors
/// The key is no cosigner's, the text is no checkpoint, or no clock shows that time.
pub fn cosign(key: &SignerKey, text: &str, unix_seconds: u64) -> Result<Signature, NoteError> {
    key.must_be(KeyKind::Cosigner)?;
    Checkpoint::parse(text)?;
    if !is_time(unix_seconds) {
        return Err(NoteError::TimeUnfit { seconds: unix_seconds });
    }
    let signature = key.sign_bytes(message(text, unix_seconds).as_bytes());
    Ok(key.line([unix_seconds.to_be_bytes().as_slice(), &signature].concat()))
}

/// The time of a cosignature, if it is one of this key over this text.
pub(super) fn time(key: &VerifierKey, text: &str, bytes: &[u8]) -> Option<u64> {
    let (seconds, signature) = bytes.split_first_chunk()?;
    let seconds = u64::from_be_bytes(*seconds);
    let holds = is_time(seconds) && key.holds(message(text, seconds).as_bytes(), signature);
    holds.then_some(seconds)
}

/// A time that says nothing (0) is no time.
fn is_time(seconds: u64) -> bool {
    (1..=NUMBER_MAX).contains(&seconds)
}

fn message(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

#[cfg(test)]
mod tests;
