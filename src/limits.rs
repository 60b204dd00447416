//! Every bound of the model in one place, with what happens when it is reached.

use std::time::Duration;

/// Clients that a command can name, and that automatic load can use; more is an error in the text.
pub const CLIENTS: u32 = 1_000;
/// Bytes in a key's name; more is an error in the text.
pub const KEY_NAME: usize = 24;
/// Keys of one run; an operation on one more is not begun.
pub const KEYS: usize = 4_096;
/// Automatic operations a second; more is an error in the text.
pub const LOAD_RATE: u32 = 100_000;
/// Operations that the application has in flight; one more is refused.
pub const OPERATIONS: usize = 2_048;
/// Requests that the cache has taken but not begun; one more is refused.
pub const CACHE_INBOX: usize = 4_096;
/// Requests that the database has taken but not begun; one more is refused.
pub const DATABASE_INBOX: usize = 4_096;
/// Lost writes that the ledger names one by one; older ones are counted but no longer named.
pub const LOST_NAMED: usize = 1_000;
/// Acknowledged writes a key's reads are judged against; older ones no longer add to "n behind".
pub const ACKNOWLEDGED_PER_KEY: usize = 64;
/// Writes that came to nothing and that reads are still checked against; older ones are forgotten.
pub const VANISHED_NAMED: usize = 1_000;
/// How long a script waits for something to happen; then its step fails, and the run ends.
pub const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How long a run goes on after its last step to come to rest; then it ends as it is.
pub const PLAY_OUT: Duration = Duration::from_secs(10);
/// Anomalies that are named one by one; older ones are forgotten.
pub const ANOMALIES_NAMED: usize = 1_000;
