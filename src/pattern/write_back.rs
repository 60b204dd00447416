//! Write-back: OK means that the cache has it; the database gets it with a later flush.

use crate::node::cache::Cache;
use crate::node::link::Answer;
use crate::protocol::Write;

pub(crate) async fn write(cache: &Cache, write: Write) -> Answer<()> {
    cache.set_dirty(write).await
}

pub(crate) async fn flush(cache: &Cache, rows: Vec<Write>) -> Answer<()> {
    let mut batch = cache.database().batch(rows.len());
    for row in rows {
        batch.persist(row).await?;
        cache.mark_clean(row);
    }
    Ok(())
}
