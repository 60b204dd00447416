//! Write-through: OK means that the cache and the database both have it.

use crate::node::link::{Answer, Failure};
use crate::node::operation::Cache;
use crate::protocol::Write;
use crate::world::WriteThroughOrder;

pub(crate) async fn write(cache: &Cache, write: Write) -> Answer<()> {
    match cache.order() {
        WriteThroughOrder::CacheFirst => cache_first(cache, write).await,
        WriteThroughOrder::DatabaseFirst => database_first(cache, write).await,
        WriteThroughOrder::BothAtOnce => both_at_once(cache, write).await,
    }
}

async fn cache_first(cache: &Cache, write: Write) -> Answer<()> {
    let previous = cache.set(write).await?;
    let persisted = cache.database().persist(write).await;
    if let Err(failure) = persisted {
        cache.undo(write, previous).await;
        return Err(failure);
    }
    cache.mark_clean(write);
    Ok(())
}

async fn database_first(cache: &Cache, write: Write) -> Answer<()> {
    let persisted = cache.database().persist(write).await;
    match persisted {
        Ok(()) => cache.set_clean(write).await,
        Err(Failure::Unknown) => cache.invalidate(write.key).await,
        Err(Failure::Refused(_)) => {}
    }
    persisted
}

async fn both_at_once(cache: &Cache, write: Write) -> Answer<()> {
    let (previous, persisted) =
        cache.at_once(cache.set(write), cache.database().persist(write)).await;
    if let Err(failure) = persisted {
        if let Ok(previous) = previous {
            cache.undo(write, previous).await;
        }
        return Err(failure);
    }
    cache.mark_clean(write);
    Ok(())
}
