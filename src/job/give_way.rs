//! Who goes first when there are more threads than processors.

/// Lets every other thread of the computer go before the calling one, and before each that it will start (those of
/// ONNX Runtime too).
///
/// It costs nothing while a processor is free. When none is, the thread that draws the window and those that answer it
/// do not wait behind work of minutes: they take over at once.
///
/// On Linux only, where a thread that wakes up otherwise waits until the one that runs has used up its slice of some
/// milliseconds. Windows raises the thread that takes in keys and clicks by itself, macOS the one that draws.
pub(crate) fn give_way() {
    #[cfg(target_os = "linux")]
    {
        use thread_priority::{
            NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy,
            set_thread_priority_and_policy, thread_native_id,
        };
        let policy = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        let set = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, policy);
        if let Err(cause) = set {
            log::debug!("a background thread keeps its priority: {cause}");
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use thread_priority::{NormalThreadSchedulePolicy, ThreadSchedulePolicy};

    use super::*;

    fn gives_way() -> bool {
        let policy = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        thread_priority::thread_schedule_policy() == Ok(policy)
    }

    #[test]
    fn a_thread_and_those_it_starts_give_way_and_no_other() {
        let background = std::thread::spawn(|| {
            give_way();
            (gives_way(), std::thread::spawn(gives_way).join().unwrap())
        });
        assert_eq!(background.join().unwrap(), (true, true));
        assert!(!gives_way());
    }
}
