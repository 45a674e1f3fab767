//! What is counted for monitoring. Labels are bounded: templates of routes, statuses, codes of
//! problems; never an id, never a word that somebody sent.

use std::time::Duration;

use prometheus::{
    Encoder as _, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
    TextEncoder,
};

/// The program's counters.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    problems: IntCounterVec,
    /// Entries in the log that are durable.
    pub log_size: IntGauge,
    /// Submissions that were recorded; each was durable before it was answered.
    pub durable_commits: IntCounter,
    /// Durable entries that the read models do not show yet.
    pub runner_lag: IntGauge,
    /// Whether every read model goes on: 1, or 0 when one stopped.
    pub models_healthy: IntGauge,
    /// Readers of the live feed.
    pub feed_readers: IntGauge,
}

impl Metrics {
    /// Fresh counters.
    ///
    /// # Errors
    /// Two of them have one name; a test holds the table to that.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let requests = IntCounterVec::new(
            Opts::new("tukki_http_requests_total", "Requests answered."),
            &["route", "method", "status"],
        )?;
        let seconds = HistogramVec::new(
            HistogramOpts::new("tukki_http_request_seconds", "Time to the head of the answer.")
                .buckets(vec![0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0]),
            &["route"],
        )?;
        let problems = IntCounterVec::new(
            Opts::new("tukki_problems_total", "Requests refused, by code."),
            &["code"],
        )?;
        let metrics = Self {
            log_size: IntGauge::new("tukki_log_size", "Durable entries in the log.")?,
            durable_commits: IntCounter::new(
                "tukki_durable_commits_total",
                "Submissions recorded durably by this process.",
            )?,
            runner_lag: IntGauge::new(
                "tukki_runner_lag_entries",
                "Durable entries that the read models do not show yet.",
            )?,
            models_healthy: IntGauge::new(
                "tukki_models_healthy",
                "1 while every read model goes on, 0 when one stopped.",
            )?,
            feed_readers: IntGauge::new("tukki_feed_readers", "Readers of the live feed.")?,
            registry,
            requests,
            seconds,
            problems,
        };
        metrics.registry.register(Box::new(metrics.requests.clone()))?;
        metrics.registry.register(Box::new(metrics.seconds.clone()))?;
        metrics.registry.register(Box::new(metrics.problems.clone()))?;
        metrics.registry.register(Box::new(metrics.log_size.clone()))?;
        metrics.registry.register(Box::new(metrics.durable_commits.clone()))?;
        metrics.registry.register(Box::new(metrics.runner_lag.clone()))?;
        metrics.registry.register(Box::new(metrics.models_healthy.clone()))?;
        metrics.registry.register(Box::new(metrics.feed_readers.clone()))?;
        Ok(metrics)
    }

    /// Notes an answered request.
    pub fn answered(&self, (route, method): (&str, &str), status: u16, took: Duration) {
        let known = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"];
        let method = known.into_iter().find(|known| *known == method).unwrap_or("OTHER");
        self.requests.with_label_values(&[route, method, &status.to_string()]).inc();
        self.seconds.with_label_values(&[route]).observe(took.as_secs_f64());
    }

    /// Notes a refusal.
    pub fn refused(&self, code: &str) {
        self.problems.with_label_values(&[code]).inc();
    }

    /// Everything, in the text format of Prometheus.
    ///
    /// # Errors
    /// A counter cannot be written.
    pub fn text(&self) -> Result<Vec<u8>, prometheus::Error> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_counted_under_its_template_and_a_made_up_method_under_other() {
        let metrics = Metrics::new().unwrap();
        metrics.answered(("/v1/{kind}/{id}", "GET"), 200, Duration::from_millis(2));
        metrics.answered(("(none)", "DIALLO"), 404, Duration::from_millis(2));
        let text = String::from_utf8(metrics.text().unwrap()).unwrap();
        assert!(text.contains(
            "tukki_http_requests_total{method=\"GET\",route=\"/v1/{kind}/{id}\",status=\"200\"} 1"
        ));
        assert!(!text.contains("DIALLO"));
    }
}
