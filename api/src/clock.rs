//! The only clock of the program, and the only source of ids.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::id::{EventId, StreamId};
use jiff::Timestamp;
use uuid::Uuid;

/// Milliseconds since 1970-01-01T00:00:00 UTC.
#[expect(clippy::disallowed_methods, reason = "this is the one clock")]
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// An instant as RFC 3339 text in UTC, to the millisecond.
pub fn rfc_3339(ms: i64) -> String {
    Timestamp::from_millisecond(ms).map_or_else(|_| ms.to_string(), |at| format!("{at:.3}"))
}

/// The instant that an RFC 3339 text denotes, in milliseconds.
pub fn instant_ms(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}

/// An id for an event that came without one. Version 7: it sorts by the time of its making.
pub fn new_event_id() -> EventId {
    EventId::from_bytes(Uuid::now_v7().into_bytes())
}

/// An id for a new stream.
pub fn new_stream_id() -> StreamId {
    StreamId::from_bytes(Uuid::now_v7().into_bytes())
}

/// A name by which one request is found again in the logs: drawn once for the process, then
/// counted, for asking the operating system each time costs more than all else that names it.
pub fn new_request_id() -> String {
    static SERIES: LazyLock<u64> = LazyLock::new(|| Uuid::now_v7().as_u64_pair().1);
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("{:016x}{:016x}", *SERIES, COUNT.fetch_add(1, Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_to_the_millisecond_and_read_back() {
        let text = rfc_3339(1_727_854_200_123);
        assert_eq!(text, "2024-10-02T07:30:00.123Z");
        assert_eq!(instant_ms(&text), Some(1_727_854_200_123));
        assert_eq!(instant_ms("2024-10-02"), None);
    }

    #[test]
    fn every_request_has_a_name_of_its_own_that_the_edge_would_take() {
        let (one, other) = (new_request_id(), new_request_id());
        assert_ne!(one, other);
        assert_eq!(one.len(), 32);
        assert!(one.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }

    #[test]
    fn ids_made_later_sort_later() {
        let earlier = new_event_id();
        let later = new_event_id();
        assert!(earlier < later);
    }
}
