//! Write-through: OK means that the cache and the database both have it.

use crate::node::cache::Cache;
use crate::node::link::Answer;
use crate::protocol::Write;

pub(crate) async fn write(cache: &Cache, write: Write) -> Answer<()> {
    let previous = cache.set(write).await?;
    if let Err(failure) = cache.database().persist(write).await {
        cache.restore(write, previous).await;
        return Err(failure);
    }
    cache.mark_clean(write);
    Ok(())
}
