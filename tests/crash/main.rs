//! `kill -9` of the real server while many connections record, again and again on the same folder:
//! what was acknowledged is there, where it was acknowledged; the rest is there as a whole or not
//! at all; and the log verifies.
//!
//! `SUITE_SEED` repeats a run, `SUITE_ROUNDS` makes it longer (`tests/soak`).

use std::time::Duration;

use tests::dice::{Dice, rounds, seed};
use tests::load::{Client, Ledger, under_load};
use tests::program::Place;

/// Folders that are hurt at the same time.
const FOLDERS: u64 = 4;
const CONNECTIONS: u64 = 16;

struct Hurt {
    place: Place,
    registrar: String,
    officer: String,
    ledger: Ledger,
    dice: Dice,
}

impl Hurt {
    fn new(root: &std::path::Path, seed: u64) -> Self {
        let place = Place::made(root);
        let (registrar, officer) = (place.token("registrar"), place.token("dpo"));
        Self { place, registrar, officer, ledger: Ledger::default(), dice: Dice::new(seed) }
    }

    /// Starts, checks, records, and is killed in the middle of it.
    fn round(&mut self) {
        if self.dice.below(5) == 0 {
            // Killed before it serves: while it copies, opens, or looks for the end of the log.
            let mut server = self.place.launch();
            std::thread::sleep(Duration::from_millis(self.dice.below(150)));
            server.kill();
        }
        let mut server = self.place.serve();
        let address = server.address().unwrap();
        let mut reader = Client::new(address, &self.officer);
        let mut recorder = Client::new(address, &self.registrar);
        self.ledger.check(&mut reader, &mut recorder);
        let pause = Duration::from_millis(30 + self.dice.below(70));
        let to = (address, self.registrar.as_str());
        under_load(to, &self.ledger, (CONNECTIONS, &mut self.dice), || {
            std::thread::sleep(pause);
            server.kill()
        });
    }

    /// The last check, and the same from the command line on the folder at rest.
    fn settle(&mut self) {
        let mut server = self.place.serve();
        let address = server.address().unwrap();
        let mut reader = Client::new(address, &self.officer);
        let mut recorder = Client::new(address, &self.registrar);
        self.ledger.check(&mut reader, &mut recorder);
        server.kill();
        let verified = self.place.run(&["verify", "--json"]).ok().json();
        assert_eq!(verified["sound"], true);
        let size = verified["entries"].as_u64().unwrap();
        assert!(size >= self.ledger.acknowledged() as u64);
    }
}

#[test]
fn a_server_that_is_killed_under_load_loses_nothing_it_acknowledged() {
    let (seed, rounds) = (seed(20), rounds(100));
    let places = tempfile::tempdir().unwrap();
    let acknowledged: Vec<usize> = std::thread::scope(|scope| {
        let hurt = |folder: u64| {
            let root = places.path().join(folder.to_string());
            scope.spawn(move || {
                std::fs::create_dir(&root).unwrap();
                let mut hurt = Hurt::new(&root, seed + folder);
                for round in 0..rounds.div_ceil(FOLDERS) {
                    println!("SUITE_SEED={seed} folder {folder} round {round}");
                    hurt.round();
                }
                hurt.settle();
                hurt.ledger.acknowledged()
            })
        };
        let running: Vec<_> = (0..FOLDERS).map(hurt).collect();
        running.into_iter().map(|folder| folder.join().unwrap()).collect()
    });
    println!("{rounds} rounds; acknowledged by folder: {acknowledged:?}");
    let total: usize = acknowledged.iter().sum();
    assert!(total as u64 > rounds * 20, "there was no load: {acknowledged:?}");
}
