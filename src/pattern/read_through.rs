//! Read-through: the cache itself fetches what it misses.

use crate::node::cache::Cache;
use crate::node::link::Answer;
use crate::protocol::{Key, Value};

pub(crate) async fn read(cache: &Cache, key: Key) -> Answer<Option<Value>> {
    if let Some(value) = cache.get(key).await {
        return Ok(Some(value));
    }
    let found = cache.database().fetch(key).await?;
    if let Some(value) = found {
        cache.fill(key, value).await;
    }
    Ok(found)
}
