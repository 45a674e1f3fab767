//! A full disk: what does not fit is refused with a code, what was acknowledged stays, and with
//! space again everything goes on.

use tests::dice::Dice;
use tests::disk::{Disk, possible};
use tests::load::under_load;

use super::*;

/// A registry on a disk that fills while many connections record.
#[test]
fn a_disk_that_fills_under_load_loses_nothing_and_goes_on_when_it_has_space_again() {
    if !possible() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::new(folder.path(), 64);
    let place = Place::at(folder.path()).with_data(disk.path().join("registry"));
    place.make();
    let site = Site::over(place, folder);
    let ballast = disk.path().join("ballast");
    for round in 0..3 {
        let mut server = site.place.serve();
        let address = server.address().unwrap();
        fill(&ballast);
        let mut dice = Dice::new(round);
        let ended =
            under_load((address, &site.registrar), &site.ledger, (16, &mut dice), || server.wait());
        ended_for_good(&ended);
        let refusals = site.ledger.take_refusals();
        assert!(!refusals.is_empty(), "whoever was refused was told");
        for code in refusals {
            assert!(
                ["log.failed", "keys.vault_failed", "http.stopping"].contains(&code.as_str()),
                "{code}"
            );
        }
        // Without space it does not start, or it starts and keeps what it has; it says which.
        let mut early = site.place.launch();
        match early.address() {
            Ok(_) => drop(early.stop()),
            Err(ended) => assert!(ended.err.contains("[log."), "{}", ended.err),
        }
        std::fs::remove_file(&ballast).unwrap();
        site.check();
    }
    drop(site);
    drop(disk);
}

/// Takes all the space that is left.
pub(crate) fn fill(ballast: &std::path::Path) {
    use std::io::Write;
    let mut file = std::fs::File::create(ballast).unwrap();
    let mut piece = vec![7_u8; 1 << 20];
    while !piece.is_empty() {
        if file.write_all(&piece).is_err() {
            piece.truncate(piece.len() / 2);
        }
    }
    let _ = file.sync_all();
}
