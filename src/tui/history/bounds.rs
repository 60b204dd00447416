//! How much of a history is kept, and how densely: every bound with what happens at it.

/// The bounds of a history.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    /// Entries of a chunk; then it is full, and the next one begins. To find one of them, all
    /// before it are read.
    pub(crate) chunk: u32,
    /// Bytes of all chunks; beyond them the oldest part is forgotten, and the history begins later.
    pub(crate) bytes: usize,
    /// Entries from one checkpoint to the next, to begin with. As many are folded at most to show
    /// an instant.
    pub(crate) spacing: u32,
    /// Bytes of checkpoints, more or less; beyond them every second one is dropped, and from then on
    /// they are made half as often.
    pub(crate) checkpoints: usize,
    /// Entries from one checkpoint to the next near the place that is looked at. As many are folded
    /// at most to step back.
    pub(crate) near: u32,
    /// Bytes of checkpoints there; beyond them the oldest is dropped.
    pub(crate) near_checkpoints: usize,
}

/// Some hours under the usual load; a heavy one takes an hour to forget its beginning.
impl Default for Bounds {
    fn default() -> Self {
        Self {
            chunk: 1_024,
            bytes: 64 << 20,
            spacing: 8_192,
            checkpoints: 32 << 20,
            near: 1_024,
            near_checkpoints: 8 << 20,
        }
    }
}
