//! The file of tokens: 256 random bits each, shown once, kept as a BLAKE3 hash only.
//!
//! The file lies beside the keyring with mode 0600. A running server sees changes within a second:
//! it asks the file system for the file's stamp that often, and for each token that it does not
//! know, and reads the file again when the stamp has changed. What it changes itself holds at once.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use domain::codes::Country;
use domain::context::Role;
use domain::id::{OrganisationId, StreamId, UserId};
use serde::{Deserialize, Serialize};

use super::Viewer;
use crate::clock;
use crate::error::Problem;

/// What stands before the 64 hexadecimal digits of a token, so that scanners of leaks find it.
const PREFIX: &str = "tukki_";
/// How long a token that was revoked by another process may still be taken for good.
const TRUSTED: Duration = Duration::from_secs(1);

/// What is kept about a token.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Its public name, for lists, revocation and logs.
    pub id: String,
    /// The BLAKE3 hash of the secret, in hexadecimal.
    pub hash: String,
    /// The role of its holder.
    pub role: Role,
    /// The user of the registry who holds it.
    pub user: Option<UserId>,
    /// The organisation she acts for.
    pub organisation: Option<OrganisationId>,
    /// Her country.
    pub country: Option<Country>,
    /// The one stream that narrow rights reach: a worker's own, a clerk's agency.
    pub subject: Option<StreamId>,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// From when on it is refused, RFC 3339.
    pub expires_at: Option<String>,
    /// When it was revoked, RFC 3339.
    pub revoked_at: Option<String>,
}

/// What a new token says about its holder.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Her role.
    pub role: Role,
    /// Her user.
    pub user: Option<UserId>,
    /// Her organisation.
    pub organisation: Option<OrganisationId>,
    /// Her country.
    pub country: Option<Country>,
    /// The stream that narrow rights reach.
    pub subject: Option<StreamId>,
}

/// Why the file of tokens cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It cannot be read or written.
    #[error("cannot read or write {}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Others than its owner may read it.
    #[error("{} may be read by others than its owner; run chmod 600 on it", path.display())]
    Exposed {
        /// Which file.
        path: PathBuf,
    },
    /// It is not what this program wrote.
    #[error("{} is no file of tokens", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
    },
    /// There is no such token.
    #[error("there is no token {id}")]
    Unknown {
        /// The name that was given.
        id: String,
    },
    /// The operating system gave no random bytes.
    #[error("the operating system gives no random bytes")]
    NoEntropy,
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        Self::internal(error)
    }
}

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    tokens: Vec<Token>,
}

/// The file, as last read.
pub struct Tokens {
    path: PathBuf,
    read: RwLock<Option<Read>>,
}

struct Read {
    stamp: Stamp,
    since: Instant,
    /// Milliseconds after `since` at which the file still had that stamp.
    same_ms: AtomicU64,
    tokens: Vec<(blake3::Hash, Token)>,
}

impl Read {
    /// Whether somebody looked lately.
    fn is_fresh(&self, now: Instant) -> bool {
        let same = Duration::from_millis(self.same_ms.load(Ordering::Relaxed));
        now.saturating_duration_since(self.since) < same + TRUSTED
    }

    /// Whether the file is still the one that was read.
    fn is_same(&self, path: &Path, now: Instant) -> bool {
        let same = stamp(path) == self.stamp;
        if same {
            let looked = now.saturating_duration_since(self.since).as_millis();
            self.same_ms.store(u64::try_from(looked).unwrap_or(u64::MAX), Ordering::Relaxed);
        }
        same
    }
}

type Stamp = Option<(SystemTime, u64)>;

impl Tokens {
    /// The tokens of a file that may not exist yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), read: RwLock::new(None) }
    }

    /// Whose a secret is; none if it is unknown, expired or revoked.
    ///
    /// # Errors
    /// The file cannot be used.
    pub fn viewer(&self, secret: &str, now_ms: i64) -> Result<Option<Viewer>, TokenError> {
        self.viewer_at(secret, now_ms, Instant::now())
    }

    fn viewer_at(
        &self,
        secret: &str,
        now_ms: i64,
        now: Instant,
    ) -> Result<Option<Viewer>, TokenError> {
        let hash = blake3::hash(secret.as_bytes());
        if let Some(read) = self.read.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            let found = find(&read.tokens, hash, now_ms);
            if (found.is_some() && read.is_fresh(now)) || read.is_same(&self.path, now) {
                return Ok(found);
            }
        }
        // Held while the file is read, so that `change` forgets what was read before it.
        let mut read = self.read.write().unwrap_or_else(PoisonError::into_inner);
        // The stamp first: a file that changes while it is read is read again.
        let stamp = stamp(&self.path);
        let tokens = hashed(load(&self.path)?, &self.path)?;
        let found = find(&tokens, hash, now_ms);
        *read = Some(Read { stamp, since: now, same_ms: AtomicU64::new(0), tokens });
        Ok(found)
    }

    /// Makes a token and returns its secret, which nobody can ask for again.
    ///
    /// # Errors
    /// The file cannot be used, or there is no randomness.
    pub fn create(
        &self,
        holder: &Holder,
        now_ms: i64,
        expires_ms: Option<i64>,
    ) -> Result<(Token, String), TokenError> {
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(|_source| TokenError::NoEntropy)?;
        let secret = format!("{PREFIX}{}", hex(&random));
        let mut name = [0; 4];
        getrandom::fill(&mut name).map_err(|_source| TokenError::NoEntropy)?;
        let token = Token {
            id: hex(&name),
            hash: blake3::hash(secret.as_bytes()).to_hex().to_string(),
            role: holder.role,
            user: holder.user,
            organisation: holder.organisation,
            country: holder.country,
            subject: holder.subject,
            created_at: clock::rfc_3339(now_ms),
            expires_at: expires_ms.map(clock::rfc_3339),
            revoked_at: None,
        };
        let made = token.clone();
        self.change(move |tokens| {
            tokens.push(token);
            Ok(())
        })?;
        Ok((made, secret))
    }

    /// Every token, revoked ones too.
    ///
    /// # Errors
    /// The file cannot be used.
    pub fn list(&self) -> Result<Vec<Token>, TokenError> {
        load(&self.path)
    }

    /// Revokes a token; doing so twice changes nothing.
    ///
    /// # Errors
    /// There is no such token, or the file cannot be used.
    pub fn revoke(&self, id: &str, now_ms: i64) -> Result<(), TokenError> {
        self.change(|tokens| {
            let token = tokens
                .iter_mut()
                .find(|token| token.id == id)
                .ok_or_else(|| TokenError::Unknown { id: id.to_owned() })?;
            token.revoked_at.get_or_insert_with(|| clock::rfc_3339(now_ms));
            Ok(())
        })
    }

    fn change(
        &self,
        change: impl FnOnce(&mut Vec<Token>) -> Result<(), TokenError>,
    ) -> Result<(), TokenError> {
        let io = |source| TokenError::Io { path: self.path.clone(), source };
        let lock = self.path.with_extension("lock");
        let lock = private(OpenOptions::new().create(true).truncate(false).write(true), &lock)
            .map_err(io)?;
        lock.lock().map_err(io)?;
        let mut tokens = load(&self.path)?;
        change(&mut tokens)?;
        let text = serde_json::to_string_pretty(&Kept { tokens })
            .map_err(|error| io(io::Error::other(error)))?;
        write_whole(&self.path, text.as_bytes()).map_err(io)?;
        *self.read.write().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }
}

fn find(tokens: &[(blake3::Hash, Token)], hash: blake3::Hash, now_ms: i64) -> Option<Viewer> {
    // Comparing hashes takes constant time, and every token is looked at.
    let mut found = None;
    for (known, token) in tokens {
        if *known == hash {
            found = Some(token);
        }
    }
    let token = found.filter(|token| token.revoked_at.is_none())?;
    if let Some(expires) = &token.expires_at
        && clock::instant_ms(expires).is_none_or(|expires| expires <= now_ms)
    {
        return None;
    }
    Some(Viewer {
        token: token.id.clone(),
        role: token.role,
        user: token.user,
        organisation: token.organisation,
        country: token.country,
        subject: token.subject,
    })
}

fn hashed(tokens: Vec<Token>, path: &Path) -> Result<Vec<(blake3::Hash, Token)>, TokenError> {
    tokens
        .into_iter()
        .map(|token| {
            let hash = blake3::Hash::from_hex(&token.hash)
                .map_err(|_not_a_hash| TokenError::Damaged { path: path.to_owned() })?;
            Ok((hash, token))
        })
        .collect()
}

fn stamp(path: &Path) -> Stamp {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

fn load(path: &Path) -> Result<Vec<Token>, TokenError> {
    let io = |source| TokenError::Io { path: path.to_owned(), source };
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io(error)),
    };
    if exposed(&fs::metadata(path).map_err(io)?) {
        return Err(TokenError::Exposed { path: path.to_owned() });
    }
    let kept: Kept = serde_json::from_slice(&bytes)
        .map_err(|_not_ours| TokenError::Damaged { path: path.to_owned() })?;
    Ok(kept.tokens)
}

#[cfg(unix)]
fn exposed(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn exposed(_: &fs::Metadata) -> bool {
    false
}

fn private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Replaces a file in one step: whoever reads it sees the old or the new, never a part.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = private(OpenOptions::new().create(true).truncate(true).write(true), &beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    // Every answer to a recorded event shows a link, so the digits are looked up, not formatted.
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied();
    let mut text = String::with_capacity(2 * bytes.len());
    text.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0f)]).flatten());
    text
}

#[cfg(test)]
mod tests;
