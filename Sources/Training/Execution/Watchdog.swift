internal import Glibc
import MPIRuntime
import PipelineSchedules
import Synchronization

/// Ends a run in which a rank does not get on, after every rank has said what it waits for.
///
/// It looks from a thread of its own, because a rank may hang where it cannot look itself: in a
/// computation, or inside MPI. It makes no MPI call; that one process leaves ends the whole job.
final class Watchdog: Sendable {
  /// What a run that does not get on ends with.
  static let exitCode: Int32 = 70
  private static let looksPerLimit: Int64 = 8
  /// Ranks that began to wait later than the first one get this long to report, too.
  private static let grace: ClosedRange<Int64> = 500_000_000...5_000_000_000

  private struct State {
    var activity = RankActivity.resting
    var since: Int64 = 0
    var hasReported = false
  }

  private let rank: Int
  private let schedule: PipelineSchedule
  private let limit: Int64
  /// What the rank's passes wait for.
  private let wait: PassWait?
  private let state = Mutex(State())

  /// - Parameters:
  ///   - rank: Of this process.
  ///   - schedule: What it plays.
  ///   - limit: Nanoseconds that a rank may stay at one activity, or one segment.
  ///   - wait: Where its passes note what they wait for.
  init(rank: Int, schedule: PipelineSchedule, limit: Int64, wait: PassWait? = nil) {
    self.wait = wait
    self.rank = rank
    self.schedule = schedule
    self.limit = limit
  }

  /// Starts to look, until the watchdog is released.
  func start() {
    let pause = max(limit / Self.looksPerLimit, 1_000_000)
    Task.detached(priority: .high) { [weak self] in
      while true {
        do { try await Task.sleep(nanoseconds: UInt64(pause)) } catch { return }
        guard let self else { return }
        self.look()
      }
    }
  }

  /// Notes what the rank is at from now on.
  func enter(_ activity: RankActivity) {
    let now = MonotonicClock.now
    state.withLock { $0 = State(activity: activity, since: now) }
  }

  private func look() {
    let now = MonotonicClock.now
    let seen = state.withLock { state in
      let copy = state
      if state.activity != .resting, now - state.since > limit { state.hasReported = true }
      return copy
    }
    guard seen.activity != .resting, now - seen.since > limit else { return }
    guard seen.hasReported else { return report(seen.activity, for: now - seen.since) }
    let grace = min(max(limit / 2, Self.grace.lowerBound), Self.grace.upperBound)
    // Not `exit`, whose handlers would take MPI down under a thread that is inside it.
    if now - seen.since > limit + grace { _exit(Self.exitCode) }
  }

  private func report(_ activity: RankActivity, for time: Int64) {
    var text = activity.description(rank: rank, in: schedule)
    if let reason = wait?.reason { text += " and waits for \(reason) in an exchange with experts" }
    let name = wait.map { ", \($0.name)," } ?? ""
    StandardError.write(
      "rank \(rank) of \(schedule.ranks)\(name) is stalled: it \(text), for \(seconds(time)) s now; "
        + "the limit is \(seconds(limit)) s\n")
  }

  /// Tenths of a second.
  private func seconds(_ nanoseconds: Int64) -> String {
    let tenths = nanoseconds / 100_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}
