//! Write-around: OK means that the database has it; the cache is not told.

use crate::node::app::App;
use crate::node::link::Answer;
use crate::protocol::Write;

pub(crate) async fn write(app: &App, write: Write) -> Answer<()> {
    app.database().persist(write).await
}
