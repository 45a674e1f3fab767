//! One thread that waits for the log to grow, on behalf of all readers of the live feed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use store::Store;
use tokio::sync::watch;

/// How long the thread sleeps at most before it looks whether it should end.
const LOOK: Duration = Duration::from_millis(500);
/// The shortest time between two times that readers are told, so that a busy log wakes nobody for
/// each commit.
const PACE: Duration = Duration::from_millis(5);

/// What readers of the feed are told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Seen {
    /// Entries that are durable.
    pub size: u64,
    /// Whether the server is stopping.
    pub stopping: bool,
}

/// The thread and those whom it tells.
pub struct HeadWatch {
    seen: Arc<watch::Sender<Seen>>,
    ending: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl HeadWatch {
    /// Begins to wait.
    pub fn start(store: Arc<Store>) -> Self {
        let size = store.head().size;
        let seen = Arc::new(watch::Sender::new(Seen { size, stopping: false }));
        let ending = Arc::new(AtomicBool::new(false));
        let (told, asked) = (Arc::clone(&seen), Arc::clone(&ending));
        let thread = std::thread::spawn(move || {
            let mut size = size;
            while !asked.load(Ordering::Acquire) {
                let head = store.wait_beyond(size, LOOK);
                if head.size > size {
                    size = head.size;
                    told.send_modify(|seen| seen.size = size);
                    std::thread::sleep(PACE);
                }
            }
        });
        Self { seen, ending, thread: Some(thread) }
    }

    /// A reader's own view.
    pub fn subscribe(&self) -> watch::Receiver<Seen> {
        self.seen.subscribe()
    }

    /// Tells every reader that the server is stopping.
    pub fn stop(&self) {
        self.seen.send_modify(|seen| seen.stopping = true);
        self.ending.store(true, Ordering::Release);
    }
}

impl Drop for HeadWatch {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to be waited for.
            let _ = thread.join();
        }
    }
}
