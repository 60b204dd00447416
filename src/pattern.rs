//! The verbs of the model: the table of patterns, and who runs each of them.
//!
//! Each pattern is one short file that reads like the textbook. Patterns use the nouns and hold no
//! state; what they do is reported by the nouns.

pub(crate) mod cache_aside;
pub(crate) mod read_through;
pub(crate) mod write_around;
pub(crate) mod write_back;
pub(crate) mod write_through;

use crate::node::app::App;
use crate::node::link::{Answer, Failure};
use crate::node::operation::Cache;
use crate::protocol::{Key, Node, ReadPattern, Refusal, Value, Write, WritePattern};

/// A write as the application begins it.
pub(crate) async fn write_at_app(pattern: WritePattern, app: &App, write: Write) -> Answer<()> {
    match pattern {
        WritePattern::WriteAround => write_around::write(app, write).await,
        WritePattern::WriteThrough | WritePattern::WriteBack => {
            match app.cache().write(pattern, write).await {
                DOWN if app.falls_back() => app.database().persist(write).await,
                answer => answer,
            }
        }
    }
}

/// The cache is down, so it has certainly not done anything.
const DOWN: Answer<()> = Err(Failure::Refused(Refusal::Down(Node::Cache)));

/// A write as the cache runs it.
pub(crate) async fn write_at_cache(
    pattern: WritePattern,
    cache: &Cache,
    write: Write,
) -> Answer<()> {
    match pattern {
        WritePattern::WriteThrough => write_through::write(cache, write).await,
        WritePattern::WriteBack => write_back::write(cache, write).await,
        WritePattern::WriteAround => unreachable!("write-around never asks the cache"),
    }
}

/// A read as the application begins it.
pub(crate) async fn read_at_app(
    pattern: ReadPattern,
    app: &App,
    key: Key,
) -> Answer<Option<Value>> {
    let answer = match pattern {
        ReadPattern::CacheAside => cache_aside::read(app, key).await,
        ReadPattern::ReadThrough => app.cache().read(key).await,
    };
    match answer.map(drop) {
        DOWN if app.falls_back() => app.database().fetch(key).await,
        _ => answer,
    }
}
