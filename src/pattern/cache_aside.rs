//! Cache-aside: the application fetches what the cache misses, and fills the cache itself.

use crate::node::app::App;
use crate::node::link::Answer;
use crate::protocol::{Key, Value};

pub(crate) async fn read(app: &App, key: Key) -> Answer<Option<Value>> {
    if let Some(value) = app.cache().get(key).await? {
        return Ok(Some(value));
    }
    let found = app.database().fetch(key).await?;
    if let Some(value) = found {
        app.cache().fill(key, value).await?;
    }
    Ok(found)
}
