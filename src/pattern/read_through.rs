//! Read-through: the cache itself fetches what it misses.

use crate::node::cache::LookUp;
use crate::node::link::Answer;
use crate::node::operation::Cache;
use crate::protocol::{Key, Value};

pub(crate) async fn read(cache: &Cache, key: Key) -> Answer<Option<Value>> {
    let lease = match cache.get(key).await {
        LookUp::Hit(value) => return Ok(Some(value)),
        LookUp::Miss(lease) => lease,
    };
    let fetch = async || {
        let found = cache.database().fetch(key).await?;
        cache.fill(key, found, lease).await;
        Ok(found)
    };
    cache.on_miss(key, fetch).await
}
