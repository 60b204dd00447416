//! Write-back: OK means that the cache has it; the database gets it with a later flush.

use super::write_through;
use crate::node::admission::Admission;
use crate::node::link::Answer;
use crate::node::operation::Cache;
use crate::protocol::Write;

pub(crate) async fn write(cache: &Cache, write: Write) -> Answer<()> {
    match cache.admit(write).await? {
        Admission::Later(ticket) => cache.set_dirty(write, ticket).await,
        Admission::Now => cache.go_on(write_through::write(cache, write)).await,
    }
}

pub(crate) async fn flush(cache: &Cache, rows: Vec<Write>) -> Answer<()> {
    let mut batch = cache.database().batch(rows.len());
    for row in rows {
        for saved in batch.persist(row).await? {
            cache.mark_clean(saved);
        }
    }
    Ok(())
}
