//! Write-around: OK means that the database has it; the cache is not told, or told to forget.

use crate::node::app::App;
use crate::node::link::Answer;
use crate::protocol::Write;

pub(crate) async fn write(app: &App, write: Write) -> Answer<()> {
    app.database().persist(write).await?;
    if app.invalidates() {
        let _the_write_is_done = app.cache().invalidate(write.key).await;
    }
    Ok(())
}
