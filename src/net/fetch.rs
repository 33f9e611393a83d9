//! One download, from the first question to the verified file.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, IF_RANGE, RANGE};

use super::answer::{read_refusal, require_plain};
use super::connection;
use super::exchange::{Exchange, Head};
use super::failure::{Failure, Next};
use super::hashes::Hashes;
use super::inspect::{require_kind, require_size};
use super::journal::Journal;
use super::part::Part;
use super::patience::Patience;
use super::remote::Remote;
use super::retry_after::retry_after;
use super::{
    Download, Expected, Fetched, Network, Request, TransferProgress, TransferState, require_space,
    status,
};
use crate::job::Control;
use crate::text::bytes_in_words;
use crate::{Error, Result};

/// Enough of a file to tell what it is.
const BEGINNING: usize = 512;

pub(super) fn fetch(
    network: &Network,
    download: &mut Download<'_>,
    control: &Control,
    progress: &TransferProgress,
) -> Result<Fetched> {
    if let Some(fetched) = already_there(download, control, progress)? {
        progress.set_state(TransferState::Done);
        return Ok(fetched);
    }
    let mut transfer = Transfer::new(network, download, control, progress)?;
    match transfer.run() {
        Ok(hashes) => transfer.finish(hashes),
        Err(error) => Err(transfer.leave(error)),
    }
}

/// The target, if it is there and a hash proves that it is right.
fn already_there(
    download: &Download<'_>,
    control: &Control,
    progress: &TransferProgress,
) -> Result<Option<Fetched>> {
    let expected = &download.expected;
    let Some(file) = candidate(&download.target, expected) else {
        return Ok(None);
    };
    progress.start(0, expected.size);
    progress.set_state(TransferState::Verifying);
    let hashes = Hashes::of(file, control, progress)?;
    Ok(hashes
        .contradict(expected, None)
        .is_none()
        .then(|| Fetched {
            path: download.target.clone(),
            size: hashes.size,
            sha256: hashes.sha256,
            etag: None,
            received: 0,
        }))
}

fn candidate(target: &Path, expected: &Expected) -> Option<File> {
    let file = File::open(target).ok()?;
    let length = file
        .metadata()
        .ok()
        .filter(std::fs::Metadata::is_file)?
        .len();
    let fits = expected.size.is_none_or(|size| size == length);
    (expected.has_hash() && fits).then_some(file)
}

struct Transfer<'a, 'source> {
    network: &'a Network,
    download: &'a mut Download<'source>,
    control: &'a Control,
    progress: &'a TransferProgress,
    part: Part,
    /// Bytes that came over the network.
    received: u64,
    /// Whether all bytes of the part came with one answer.
    whole: bool,
    /// Whether bytes of several answers did not fit together before.
    restarted: bool,
}

impl<'a, 'source> Transfer<'a, 'source> {
    fn new(
        network: &'a Network,
        download: &'a mut Download<'source>,
        control: &'a Control,
        progress: &'a TransferProgress,
    ) -> Result<Self> {
        let part = Part::open(&download.target)?;
        Ok(Self {
            network,
            download,
            control,
            progress,
            part,
            received: 0,
            whole: false,
            restarted: false,
        })
    }

    /// Attempts until the bytes are here and right.
    fn run(&mut self) -> Result<Hashes> {
        let mut patience = Patience::new(self.network.retry());
        let mut reached = 0;
        loop {
            self.wait_while_paused()?;
            let Err(failure) = self.attempt() else {
                match self.verify()? {
                    Some(hashes) => return Ok(hashes),
                    None => continue,
                }
            };
            self.part.sync()?;
            // Only what was never reached before is progress: a server that always begins anew makes none.
            if self.part.len() > reached {
                reached = self.part.len();
                patience.progressed();
            }
            match patience.after(&failure) {
                Some(pause) => self.wait(&failure, pause)?,
                None => return Err(Patience::last_words(failure)),
            }
        }
    }

    fn wait_while_paused(&mut self) -> Result<()> {
        if self.control.is_paused() {
            self.progress.set_state(TransferState::Paused);
        }
        self.control.wait_while_paused()
    }

    fn wait(&self, failure: &Failure, pause: Duration) -> Result<()> {
        if failure.next == Next::Pause {
            return Ok(());
        }
        log::info!("{}; next attempt in {pause:.1?}", failure.error);
        self.progress.set_state(TransferState::Waiting {
            reason: failure.error.what().to_owned(),
            left: pause,
        });
        self.control.sleep(pause)
    }

    fn attempt(&mut self) -> Result<(), Failure> {
        self.progress.set_state(TransferState::Connecting);
        let request = self.download.source.request()?;
        let source = request.shown();
        self.part.keep_if_from(&source, &self.download.expected)?;
        self.progress.start(self.part.len(), self.total());
        if self.part.len() > 0 && Some(self.part.len()) == self.total() {
            return Ok(());
        }
        self.require_room(self.total())?;
        let mut exchange = Exchange::start(self.network, self.ranged(&request)?)?;
        let head = exchange.head(self.control)?;
        let remote = Remote::read(&head.headers);
        match head.status.as_u16() {
            200 => self.receive_all(&mut exchange, &head, &source, &remote),
            206 if self.part.len() > 0 => self.receive_rest(&mut exchange, &head, &remote),
            416 if self.part.len() > 0 => self.out_of_range(&head, &remote),
            _ => Err(self.refused(&head, &mut exchange, &request)),
        }
    }

    /// Asks for what is missing, on the condition that the file is still the same.
    fn ranged(&self, request: &Request) -> Result<Request> {
        let request = request
            .clone()
            .header(ACCEPT_ENCODING.as_str(), "identity")?;
        if self.part.len() == 0 {
            return Ok(request);
        }
        let request = request.header(RANGE.as_str(), &format!("bytes={}-", self.part.len()))?;
        match self.part.journal().validator() {
            Some(validator) => request.header(IF_RANGE.as_str(), validator),
            None => Ok(request),
        }
    }

    /// The server sends the whole file: for the first time, because it changed, or because it knows no ranges. What is
    /// here already is given up only when it is sure that this is the file.
    fn receive_all(
        &mut self,
        exchange: &mut Exchange,
        head: &Head,
        source: &str,
        remote: &Remote,
    ) -> Result<(), Failure> {
        require_plain(head)?;
        require_size(head, remote, &self.download.expected)?;
        let beginning = exchange.beginning(BEGINNING, self.control)?;
        require_kind(head, &beginning, &self.download.expected)?;
        self.require_room(remote.size)?;
        self.part.begin(Journal::begin(source, remote))?;
        self.whole = true;
        self.progress.start(0, self.total());
        self.take(&beginning)?;
        self.receive(exchange, head)
    }

    /// The server sends what is missing.
    fn receive_rest(
        &mut self,
        exchange: &mut Exchange,
        head: &Head,
        remote: &Remote,
    ) -> Result<(), Failure> {
        require_plain(head)?;
        let fits = remote.begins_at == Some(self.part.len());
        if !fits || !self.part.journal().agrees_with(remote) {
            return Err(self.changed(head));
        }
        self.whole = false;
        self.receive(exchange, head)
    }

    /// There is nothing beyond what is here: it is the whole file, or the server has another one now.
    fn out_of_range(&mut self, head: &Head, remote: &Remote) -> Result<(), Failure> {
        let complete =
            remote.size == Some(self.part.len()) && self.part.journal().agrees_with(remote);
        if complete {
            Ok(())
        } else {
            Err(self.changed(head))
        }
    }

    fn changed(&mut self, head: &Head) -> Failure {
        if let Err(error) = self.part.begin(Journal::default()) {
            return error.into();
        }
        Failure::new(
            Error::new(format!("The file on {} changes again and again", head.host))
                .remedy("Try again later"),
            Next::AskAgain,
        )
    }

    fn receive(&mut self, exchange: &mut Exchange, head: &Head) -> Result<(), Failure> {
        self.progress.set_state(TransferState::Downloading);
        while let Some(piece) = exchange.piece(self.control)? {
            self.take(&piece)?;
        }
        match self.total() {
            Some(total) if self.part.len() < total => {
                Err(Failure::passing(connection::cut(&head.host)))
            }
            _ => Ok(()),
        }
    }

    fn take(&mut self, piece: &[u8]) -> Result<()> {
        let length = piece.len() as u64;
        if self
            .total()
            .is_some_and(|total| self.part.len() + length > total)
        {
            self.part.begin(Journal::default())?;
            return Err(wrong("it is longer than it should be"));
        }
        self.part.append(piece)?;
        self.received += length;
        self.progress.received(length);
        Ok(())
    }

    fn total(&self) -> Option<u64> {
        self.download.expected.size.or(self.part.journal().size)
    }

    fn require_room(&self, total: Option<u64>) -> Result<()> {
        let folder = self.download.target.parent().unwrap_or(Path::new("."));
        match total {
            Some(total) => require_space(folder, total.saturating_sub(self.part.len())),
            None => Ok(()),
        }
    }

    fn refused(&self, head: &Head, exchange: &mut Exchange, request: &Request) -> Failure {
        let refusal = read_refusal(head, exchange, request, self.control);
        let next = status::next(&refusal, retry_after(&head.headers));
        let own_words = match next {
            Next::GiveUp => self.download.source.explain(&refusal),
            _ => None,
        };
        let error = own_words.unwrap_or_else(|| status::describe(&refusal));
        Failure::new(error, next)
    }

    /// Reads the file back; `None` if it has to be downloaded once more, since pieces of several answers did not fit
    /// together.
    fn verify(&mut self) -> Result<Option<Hashes>> {
        self.progress.start(self.part.len(), Some(self.part.len()));
        self.progress.set_state(TransferState::Verifying);
        let hashes = Hashes::of(self.part.rewound()?, self.control, self.progress)?;
        let promised = self.part.journal().md5.as_deref();
        let Some(why) = hashes.contradict(&self.download.expected, promised) else {
            return Ok(Some(hashes));
        };
        self.part.begin(Journal::default())?;
        if self.whole || self.restarted {
            return Err(wrong(&why));
        }
        log::warn!("{}: {why}; it begins anew", self.download.target.display());
        self.restarted = true;
        Ok(None)
    }

    fn finish(self, hashes: Hashes) -> Result<Fetched> {
        let tag = self.part.journal().etag.as_deref();
        let etag = tag.map(|tag| tag.trim_start_matches("W/").trim_matches('"').to_owned());
        let path = self.part.finish()?;
        self.progress.set_state(TransferState::Done);
        Ok(Fetched {
            path,
            size: hashes.size,
            sha256: hashes.sha256,
            etag,
            received: self.received,
        })
    }

    /// Keeps what has arrived for the next time, and says so.
    fn leave(self, error: Error) -> Error {
        let kept = self.part.len();
        let error = if error.path().is_some() {
            error
        } else {
            error.at(&self.download.target)
        };
        if let Err(second) = self.part.leave() {
            log::warn!("after another error: {second}");
            return error;
        }
        if kept == 0 || error.is_interrupted() || error.meaning_text().is_some() {
            return error;
        }
        error.meaning(format!(
            "What has arrived ({}) is kept",
            bytes_in_words(kept)
        ))
    }
}

fn wrong(why: &str) -> Error {
    Error::new(format!("The downloaded file is not the right one: {why}"))
        .meaning("It was deleted and not used")
        .remedy("Download it again; if this happens again, try another network")
}
