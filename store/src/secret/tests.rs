//! Random bytes are given once.

use std::collections::HashSet;
use std::thread;

use super::*;

#[test]
fn no_random_byte_is_given_twice() {
    let draw = || {
        let mut drawn = Vec::new();
        for length in [12, 32, 1_000, 44, 1_024, 2_000, 7].into_iter().cycle().take(700) {
            let mut bytes = vec![0; length];
            SystemEntropy.fill(&mut bytes).unwrap();
            drawn.extend(bytes.chunks_exact(8).map(<[u8]>::to_vec));
        }
        drawn
    };
    let threads: Vec<_> = (0..4).map(|_| thread::spawn(draw)).collect();
    let drawn: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    assert_eq!(drawn.iter().collect::<HashSet<_>>().len(), drawn.len());
}

#[test]
fn what_was_given_is_wiped_from_the_pool() {
    let mut pool = Pool { bytes: [0; POOL_BYTES], unused: 0 };
    let mut given = [0; 100];
    pool.give(&mut given).unwrap();
    assert_ne!(given, [0; 100]);
    assert_eq!(pool.bytes[POOL_BYTES - 100..], [0; 100]);
    assert_eq!(pool.unused, POOL_BYTES - 100);
}
