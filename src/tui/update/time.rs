//! Pausing, going to other moments, and coming back.

use super::{Intent, Model};
use crate::tui::playback::Travel;

impl Model {
    /// Who pauses by hand wants it so, whatever list is closed later.
    pub(super) fn pause(&mut self) {
        self.paused = !self.paused;
        self.resumes = false;
        if let Some(overlay) = &mut self.overlay {
            overlay.resumes = false;
        }
    }

    /// Who looks at a moment wants it to stand still; back at the end, time goes on as it did.
    pub(super) fn travel(&mut self, travel: Travel) -> Vec<Intent> {
        match travel {
            Travel::End => self.resume(),
            _ => self.stop(),
        }
        vec![Intent::Travel(travel)]
    }

    pub(super) fn leave_branch(&mut self) -> Vec<Intent> {
        if !self.has_branches {
            self.refuse("there is one branch: go back (←) and do something else there".to_owned());
            return Vec::new();
        }
        self.stop();
        vec![Intent::OtherBranch]
    }

    /// Another course of events is shown: elsewhere in time it stands still; else time goes on if it
    /// did before somebody looked at the past.
    pub(crate) fn come_back(&mut self, is_elsewhere: bool) {
        if is_elsewhere { self.stop() } else { self.resume() }
    }

    /// Who comes to the past for the first time is told what can be done there.
    pub(crate) fn meet_past(&mut self, is_past: bool) {
        if is_past && !self.has_met_past && !self.is_chart_open() {
            self.has_met_past = true;
            self.notice =
                Some("the past: any act begins a branch here; end goes back to now".to_owned());
        }
    }

    /// What was saved ends here; whoever wants to see what comes then lets time go on.
    pub(crate) fn end_of_script(&mut self) {
        self.paused |= !self.at_rest;
        self.notice = Some("the script ends here; space, or any other key, goes on".to_owned());
    }

    /// There is no such caption.
    pub(crate) fn miss_caption(&mut self, travel: Travel) {
        let why = match travel {
            Travel::CaptionBack => "no caption comes before this",
            Travel::CaptionForth if self.scene().caption.is_some() => "this was the last caption",
            Travel::CaptionForth => "only scripts have captions: dirtybit play NAME",
            _ => return,
        };
        self.refuse(why.to_owned());
    }

    /// Time goes on until the script says something.
    pub(crate) fn wait_for_caption(&mut self) {
        self.resumes = false;
        self.paused = false;
    }

    pub(crate) fn stop(&mut self) {
        self.resumes |= !self.paused;
        self.paused = true;
    }

    /// Time goes on, unless somebody wants it to stand still.
    pub(crate) fn resume(&mut self) {
        if std::mem::take(&mut self.resumes) {
            self.paused = false;
        }
    }

    /// Another moment is shown.
    pub(crate) fn arrive(&mut self) {
        self.reopen();
        self.follow();
    }
}
