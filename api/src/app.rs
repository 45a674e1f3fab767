//! What every handler shares: the registry, the tokens, the configuration, the metrics.

use crate::auth::tokens::Tokens;
use crate::config::Config;
use crate::metrics::Metrics;

/// The running program, as handlers see it.
pub struct App {
    /// What the operator decided.
    pub config: Config,
    /// Who may come in.
    pub tokens: Tokens,
    /// What is counted.
    pub metrics: Metrics,
}
