//! Power cuts under load: an ext4 file system loses everything that was not on its device, and
//! what was acknowledged is there nevertheless.

use std::time::Duration;

use tests::dice::{Dice, rounds, seed};
use tests::disk::{Disk, possible};
use tests::load::{Client, Ledger, under_load};
use tests::native::Faults;
use tests::program::Place;

const CONNECTIONS: u64 = 16;

struct Site {
    place: Place,
    disk: Disk,
    registrar: String,
    officer: String,
    ledger: Ledger,
    dice: Dice,
    // Last, so that it outlives the mount.
    _folder: tempfile::TempDir,
}

impl Site {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::new(folder.path(), 160);
        let place = Place::at(folder.path()).with_data(disk.path().join("registry"));
        place.make();
        let (registrar, officer) = (place.token("registrar"), place.token("dpo"));
        let (ledger, dice) = (Ledger::default(), Dice::new(seed));
        Self { place, disk, registrar, officer, ledger, dice, _folder: folder }
    }

    /// Records on the place until the power is cut, then starts the machine again.
    fn cut_under_load(&mut self, place: &Place) {
        let mut server = place.serve();
        let address = server.address().unwrap();
        let pause = Duration::from_millis(50 + self.dice.below(200));
        let (to, disk) = ((address, self.registrar.as_str()), &self.disk);
        under_load(to, &self.ledger, (CONNECTIONS, &mut self.dice), || {
            std::thread::sleep(pause);
            disk.cut();
        });
        server.kill();
        self.disk.unmount();
        self.disk.mount();
    }

    fn check(&mut self) {
        let mut server = self.place.serve();
        let address = server.address().unwrap();
        let mut reader = Client::new(address, &self.officer);
        let mut recorder = Client::new(address, &self.registrar);
        self.ledger.check(&mut reader, &mut recorder);
        if self.dice.below(2) == 0 {
            server.kill();
        } else {
            server.stop();
        }
    }
}

#[test]
fn a_power_cut_under_load_loses_nothing_that_was_acknowledged() {
    if !possible() {
        return;
    }
    let (seed, rounds) = (seed(30), rounds(20));
    let mut site = Site::new(seed);
    for round in 0..rounds {
        println!("SUITE_SEED={seed} round {round}");
        let place = site.place.clone();
        site.cut_under_load(&place);
        site.check();
    }
    let acknowledged = site.ledger.acknowledged();
    println!("{rounds} power cuts; {acknowledged} events were acknowledged");
    assert!(acknowledged as u64 > rounds * 20, "there was no load: {acknowledged}");
    let verified = site.place.run(&["verify", "--json"]).ok().json();
    assert_eq!(verified["sound"], true);
}

/// The same cuts, but the program's syncs are turned into nothing: if that lost nothing either,
/// the cuts would be no cuts.
#[test]
fn without_syncs_the_same_power_cuts_lose_acknowledged_events() {
    if !possible() {
        return;
    }
    let mut site = Site::new(31);
    let tools = tempfile::tempdir().unwrap();
    let faults = Faults::in_folder(tools.path());
    let mut place = site.place.clone();
    for (name, value) in faults.variables() {
        place = place.with_variable(name, value);
    }
    faults.order("sync 0 registry\nrange 0 registry\n");
    for _ in 0..8 {
        site.cut_under_load(&place);
        let Ok(head) = served_entries(&site) else { return };
        if head < site.ledger.acknowledged() as u64 {
            return;
        }
    }
    panic!("eight power cuts without a single sync lost nothing");
}

/// How many entries the log has, if it opens.
fn served_entries(site: &Site) -> Result<u64, String> {
    let mut server = site.place.launch();
    let address = server.address().map_err(|ended| ended.err)?;
    let head = Client::new(address, &site.officer).get("/v1/head").unwrap();
    server.kill();
    Ok(head.body["size"].as_u64().unwrap())
}
