//! What fails beneath the program or is put in its way: writes, syncs, opens, space, keys, clocks.
//! Each ends in an unharmed log or in a precise report.

use tests::load::{Client, Ledger, Reply, registration};
use tests::native::Faults;
use tests::program::{Ended, Place, Server};

mod clock;
mod failing;
mod full;
mod opening;

/// A registry, its tokens and what it acknowledged.
struct Site {
    place: Place,
    registrar: String,
    officer: String,
    ledger: Ledger,
    // Last, so that it outlives what lies in it.
    folder: tempfile::TempDir,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::made(folder.path());
        Self::over(place, folder)
    }

    fn over(place: Place, folder: tempfile::TempDir) -> Self {
        let (registrar, officer) = (place.token("registrar"), place.token("dpo"));
        Self { place, registrar, officer, ledger: Ledger::default(), folder }
    }

    fn recorder(&self, server: &mut Server) -> Client {
        Client::new(server.address().unwrap(), &self.registrar)
    }

    /// Everything that was acknowledged is there, and nothing is there by half.
    #[track_caller]
    fn check(&self) {
        self.check_running(&mut self.place.serve());
    }

    /// The same on a server that runs already; it ends with it.
    #[track_caller]
    fn check_running(&self, server: &mut Server) {
        let mut reader = Client::new(server.address().unwrap(), &self.officer);
        let mut recorder = self.recorder(server);
        self.ledger.check(&mut reader, &mut recorder);
        server.stop().ok();
    }

    /// The place with faults beneath it.
    fn faulty(&self, faults: &Faults) -> Place {
        let with = |place: Place, (name, value)| place.with_variable(name, value);
        faults.variables().into_iter().fold(self.place.clone(), with)
    }
}

/// The program ended by itself and said why, without panicking.
#[track_caller]
fn ended_for_good(ended: &Ended) {
    assert_eq!(ended.exit, Some(3), "{}", ended.err);
    assert!(ended.err.contains("writing failed for good"), "{}", ended.err);
    assert!(!ended.err.contains("panicked"), "{}", ended.err);
}
