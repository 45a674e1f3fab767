//! The table of settings: types, defaults, units and documentation from one declaration.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Given, Setting};

macro_rules! settings {
    ($(
        $(#[doc = $section_doc:literal])+
        [$section:ident] $name:ident {
            $($(#[doc = $doc:literal])+ $key:ident: $type:ty = $kind:ident($default:expr), $unit:literal;)+
        }
    )+) => {
        $(
            $(#[doc = $section_doc])+
            #[derive(Clone, Debug, Deserialize, Serialize)]
            #[serde(deny_unknown_fields)]
            pub struct $name {
                $($(#[doc = $doc])+ pub $key: $type,)+
            }
        )+

        /// Everything an operator can decide.
        #[derive(Clone, Debug, Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        pub struct Config {
            $($(#[doc = $section_doc])+ pub $section: $name,)+
        }

        /// Every setting, in the order of the documentation.
        pub const SETTINGS: &[Setting] = &[$($(Setting {
            section: stringify!($section),
            key: stringify!($key),
            default: Given::$kind($default),
            unit: $unit,
            doc: concat!($($doc),+).trim_ascii(),
        },)+)+];
    };
}

settings! {
    /// Where the log lies.
    [log] Log {
        /// Folder of the log, its vault and its indexes.
        data: PathBuf = Text("data"), "path";
        /// `sled`: on disk. `memory`: gone when the program stops, for trying things out.
        engine: String = Text("sled"), "`sled` or `memory`";
        /// Memory that the storage engine may use for its pages.
        cache_mib: u32 = Number(128), "MiB";
    }

    /// Where the keys lie: never in the data folder.
    [keys] Keys {
        /// Folder of the keyring and of the tokens' hashes; not set: the data folder's name with `-keys`.
        folder: PathBuf = Text(""), "path";
        /// File of the master key, mode 0600; not set: `master.key` in the folder of keys. `TUKKI_MASTER_KEY` comes first.
        master_key_file: PathBuf = Text(""), "path";
        /// File of the protection service's key; not set: `protection.key` in the folder of keys. Without it, opaque entries are neither written nor read.
        protection_key_file: PathBuf = Text(""), "path";
    }

    /// The server.
    [http] Http {
        /// Address and port to listen on. Port 0 takes a free one and says which.
        listen: String = Text("127.0.0.1:8420"), "address:port";
        /// Threads that answer requests; 0 means one a core.
        workers: u32 = Number(0), "threads";
        /// How long a client may take to send the head of a request.
        client_head_ms_max: u32 = Number(5_000), "milliseconds";
        /// How long an idle connection is kept.
        keep_alive_seconds: u32 = Number(75), "seconds";
        /// How long running requests may take to end when the server stops.
        shutdown_seconds_max: u32 = Number(30), "seconds";
    }

    /// What one request may ask for; whatever asks for more gets an error with a code.
    [limits] Limits {
        /// Body of any request but an import.
        body_bytes_max: u32 = Number(1_048_576), "bytes";
        /// Body of an import.
        import_bytes_max: u32 = Number(33_554_432), "bytes";
        /// How long a client may take to send a body.
        body_seconds_max: u32 = Number(60), "seconds";
        /// Events in one batch; they are recorded together or not at all.
        batch_events_max: u32 = Number(256), "events, at most 256";
        /// Lines in one import.
        import_lines_max: u32 = Number(20_000), "lines";
        /// Rows on a page when the request names no limit.
        page_rows_default: u32 = Number(100), "rows";
        /// Rows on a page at most.
        page_rows_max: u32 = Number(1_000), "rows";
        /// Answers to a search.
        search_rows_max: u32 = Number(50), "rows";
        /// How long `at_least` waits for the read models.
        wait_ms_max: u32 = Number(5_000), "milliseconds";
        /// Readers of the live feed at one time.
        feed_readers_max: u32 = Number(64), "readers";
        /// Pause after which the feed sends a comment, so that nobody takes the line for dead.
        feed_idle_seconds: u32 = Number(15), "seconds";
    }

    /// What the program says about itself. Never personal data.
    [logs] Logs {
        /// `human`: lines for people. `json`: one object a line.
        format: String = Text("human"), "`human` or `json`";
        /// Which records are written, as `info` or `info,api=debug`.
        filter: String = Text("info"), "filter";
    }
}
