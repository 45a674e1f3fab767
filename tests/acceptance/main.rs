//! The scenarios of the reference, figure by figure: each file is simulated into a fresh folder,
//! served by the real program, and asked through HTTP and through `tukki report`.

mod registry;

mod s01_domestic_worker;
mod s02_circular_seasons;
mod s03_survivor;
mod s05_irregular_path;
mod s06_fatal_accident;
mod s07_loss_of_contact;
mod s10_returnees;
