//! Cache-aside: the application fetches what the cache misses, and fills the cache itself.

use crate::node::app::App;
use crate::node::cache::LookUp;
use crate::node::link::Answer;
use crate::protocol::{Key, Value};

pub(crate) async fn read(app: &App, key: Key) -> Answer<Option<Value>> {
    let lease = match app.cache().get(key).await? {
        LookUp::Hit(value) => return Ok(Some(value)),
        LookUp::Miss(lease) => lease,
    };
    let fetch = async || {
        let found = app.database().fetch(key).await?;
        let _the_answer_is_there = app.cache().fill(key, found, lease).await;
        Ok(found)
    };
    app.on_miss(key, fetch).await
}
