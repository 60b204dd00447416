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
/// Requests that the cache has begun and not answered; one more is refused.
pub const CACHE_REQUESTS: usize = 1_024;
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
/// Anomalies that are named one by one; of more, the oldest of the most frequent name is forgotten.
pub const ANOMALIES_NAMED: usize = 1_000;
/// Pairs of client and key whose session guarantees are watched; older ones are forgotten, and no
/// longer judged.
pub const SESSIONS: usize = 20_000;
/// Increments that are watched for being applied twice; older ones are no longer noticed.
pub const INCREMENTS_WATCHED: usize = 4_096;
/// Writes of a key that overlap and whose order is watched, at the cache and at the database; older
/// ones are no longer compared.
pub const ORDER_WATCHED: usize = 32;
/// The largest increment; a larger one is an error in the text.
pub const INCREMENT: i64 = 1_000_000;
/// Armed commands; one more is refused.
pub const TRAPS: usize = 16;
/// Applied increments that the database knows again by their ids, for each key; older ones would be
/// applied again.
pub const IDS_PER_KEY: usize = 1_024;
/// Writes that the journal keeps; one more is refused.
pub const JOURNAL: usize = 10_000;
/// Commands by hand that a session keeps, to be played again; one more is refused.
pub const INPUTS: usize = 100_000;
/// Routes of prefixes; one more is refused.
pub const ROUTES: usize = 64;
/// Subjects of one comparison; more are an error.
pub const SUBJECTS: usize = 12;
/// Events that are folded in one go when a script is played; more are folded in several.
pub const EVENTS_AT_ONCE: usize = 20_000;
/// Commands that the prompt remembers; older ones are forgotten.
pub const PROMPT_HISTORY: usize = 100;
/// Characters of a line in the prompt; more are not taken.
pub const PROMPT_LINE: usize = 1_000;
/// Moments of a run at which a sweep lets the cache die; of more, every n-th is tried.
pub const SWEEP_CRASHES: usize = 5_000;
