//! Tables that follow the log entry by entry are those that are derived from all of it at once.

use std::sync::Arc;

use projections::runner::Runner;

use crate::world::{WAIT, World, options};

#[test]
fn rebuilt_equals_live_whatever_happens_and_in_whatever_order() {
    for seed in 1..=12 {
        let mut world = World::new(seed);
        let runner = Runner::start(Arc::clone(&world.store), options());
        for _ in 0..40 {
            let count = 1 + world.dice.below(9);
            world.write(count);
            // Sometimes entries arrive one by one, sometimes many at a time.
            if world.dice.below(3) > 0 {
                assert!(runner.wait_for(world.size(), WAIT), "seed {seed}");
            }
        }
        assert!(runner.wait_for(world.size(), WAIT), "seed {seed}");
        let live = runner.tables();
        assert!(live.stops.is_empty(), "seed {seed}: {:?}", live.stops);
        let rebuilt = runner.rebuild().unwrap();
        assert!(!rebuilt.differed, "seed {seed}");
        assert_eq!(live.as_ref(), runner.tables().as_ref(), "seed {seed}");
        assert_eq!(live.as_ref(), world.follow().tables().as_ref(), "seed {seed}");
    }
}

#[test]
fn a_rebuild_loses_nothing_that_is_written_meanwhile() {
    let mut world = World::new(77);
    world.write(600);
    let runner = world.follow();
    std::thread::scope(|scope| {
        let rebuilds = scope.spawn(|| {
            for _ in 0..4 {
                assert!(!runner.rebuild().unwrap().differed);
            }
        });
        while !rebuilds.is_finished() && world.size() < 1_500 {
            world.write(7);
        }
    });
    assert!(runner.wait_for(world.size(), WAIT));
    assert_eq!(runner.tables().as_ref(), world.follow().tables().as_ref());
}
