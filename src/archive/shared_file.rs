//! One open file, read by many threads at once.
//!
//! A file has one position, so threads that seek and read in turn would disturb each other, and a file opened per
//! thread costs handles. Here every clone keeps its own position and reads *at* it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

/// A reader with a position of its own over a shared file.
#[derive(Clone, Debug)]
pub(crate) struct SharedFile {
    file: Arc<File>,
    length: u64,
    position: u64,
}

impl SharedFile {
    pub(crate) fn new(file: File) -> io::Result<Self> {
        Ok(Self {
            length: file.metadata()?.len(),
            file: Arc::new(file),
            position: 0,
        })
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }
}

impl Read for SharedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = read_at(&self.file, buffer, self.position)?;
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for SharedFile {
    fn seek(&mut self, target: SeekFrom) -> io::Result<u64> {
        let position = match target {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}

/// Reads at a position, whatever the file's own.
#[cfg(unix)]
pub(crate) fn read_at(file: &File, buffer: &mut [u8], position: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, position)
}

/// Reads at a position, whatever the file's own.
#[cfg(windows)]
pub(crate) fn read_at(file: &File, buffer: &mut [u8], position: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, position)
}

/// Reads until the buffer is full or the file ends.
pub(crate) fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match reader.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn clones_do_not_disturb_each_other() {
        let mut file = tempfile::tempfile().unwrap();
        let content: Vec<u8> = (0..=255).cycle().take(4096).collect();
        file.write_all(&content).unwrap();
        let shared = SharedFile::new(file).unwrap();
        std::thread::scope(|scope| {
            for start in 0..8_u64 {
                let (mut mine, content) = (shared.clone(), &content);
                scope.spawn(move || {
                    mine.seek(SeekFrom::Start(start * 100)).unwrap();
                    let mut read = Vec::new();
                    mine.read_to_end(&mut read).unwrap();
                    assert_eq!(read, content[start as usize * 100..]);
                });
            }
        });
        let mut end = shared.clone();
        assert_eq!(end.seek(SeekFrom::End(-6)).unwrap(), 4090);
        assert!(end.seek(SeekFrom::Current(-5000)).is_err());
    }
}
